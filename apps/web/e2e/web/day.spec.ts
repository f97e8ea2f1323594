import type { Page } from "@playwright/test";

import { expect, rows, test } from "../support/test.ts";

/** One choice from a list that a key has opened. */
async function choose(page: Page, key: string, dialog: string | RegExp, text: string): Promise<void> {
  await page.keyboard.press(key);
  const list = page.getByRole("dialog", { name: dialog });
  await expect(list).toBeVisible();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await expect(list).toBeHidden();
}

test.use({ contextOptions: { reducedMotion: "no-preference" } });

test("a day of triage without a mouse", async ({ page, signIn }) => {
  test.slow(); // A whole day.
  await signIn({ organisation: "Keyboard Day" });
  // The mouse has no part in it: whatever would be clicked fails.
  for (const button of ["click", "dblclick", "move"] as const) page.mouse[button] = () => Promise.reject(new Error("There is no mouse today"));
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 });
  const conversation = page.getByRole("region", { name: "Conversation" });

  await test.step("reads the keys once", async () => {
    await expect(rows(page).first()).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Next ticket");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("clears what needs no answer, and takes one back", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("u");
    await expect(heading("Unassigned")).toBeVisible();
    await expect(rows(page).nth(3)).toBeVisible();
    for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    await expect(page.getByText("2 selected")).toBeVisible();
    await page.keyboard.press("e");
    await expect(page.getByText(/2 tickets/).first()).toBeVisible();
    await page.keyboard.press("z");
    await expect(rows(page).nth(0).getByRole("img", { name: "Resolved" })).toHaveCount(0);
  });

  let code = "";
  let address = "";
  await test.step("opens the next one, takes it, sorts it", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(conversation.getByRole("article").first()).toBeVisible();
    code = (/T-\d+/.exec(await page.title()) ?? [""])[0];
    expect(code).not.toBe("");
    address = new URL(page.url()).pathname;
    await page.keyboard.press("m");
    await expect(page.getByRole("combobox", { name: "Assignee" })).toHaveText(/Ingrid Solberg/);
    await choose(page, "p", "Priority", "high");
    await choose(page, "t", "Tags", "warranty");
    await expect(page.getByRole("combobox", { name: "Priority" })).toHaveText("High");
    await expect(page.getByRole("button", { name: "Remove tag warranty" })).toBeVisible();
  });

  await test.step("asks a colleague in a note", async () => {
    await page.keyboard.press("n");
    await page.keyboard.type("Is this still under warranty, @ais");
    await expect(page.getByRole("option", { name: /Aisha Khan/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("article", { name: "Note" })).toContainText("@Aisha Khan");
    await page.keyboard.press("Escape");
  });

  await test.step("answers, takes it back, and sends it", async () => {
    await page.keyboard.press("r");
    const editor = page.getByRole("textbox", { name: "Your answer", exact: true });
    await expect(editor).toBeFocused();
    await page.keyboard.type("We look into it.");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText(/Sending in \d+ seconds?/).first()).toBeVisible();
    await page.keyboard.press("z");
    await expect(editor).toContainText("We look into it.");
    await expect(editor).toBeFocused();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" Until tomorrow!");
    await page.keyboard.press("Control+Enter");
    await expect(conversation.getByText(/Leaves in \d+ seconds?/)).toBeVisible();
  });

  await test.step("sleeps on the next ticket, and comes back to the list", async () => {
    await page.keyboard.press("j");
    await expect(page).not.toHaveTitle(new RegExp(code));
    await expect(conversation.getByRole("article").first()).toBeVisible();
    await choose(page, "h", /^Snooze T-/, "tomorrow");
    await expect(page.getByText(/^Snoozed until .*or until the requester writes/)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(heading("Unassigned")).toBeVisible();
  });

  await test.step("finds the ticket again by a search, and by the palette another page", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await expect(heading("All open")).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type("tag:warranty assignee:me");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/q=/);
    await expect(rows(page).locator(`a[href="${address}"]`)).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.type("mailbox");
    await page.keyboard.press("Enter");
    await expect(heading("Mailboxes")).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await expect(heading("Mine")).toBeVisible();
    await expect(rows(page).locator(`a[href="${address}"]`)).toBeVisible();
  });
});
