import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectSound, test } from "../support/test.ts";

/** A ticket with a customer's mail and a Cc: `n` is 31, and every sixth from the first has one. */
const id = "00000004-0000-4000-8000-00000000001f";
const path = `/tickets/${id}`;
const editor = (page: Page) => page.getByRole("textbox", { name: "Your answer", exact: true });
const conversation = (page: Page) => page.getByRole("region", { name: "Conversation" });
const chips = (page: Page) => page.getByRole("button", { name: /^Remove .+@/ });

async function undoSeconds(page: Page, seconds: number): Promise<void> {
  const answer = await page.request.put("/api/me/preferences", { data: { undo_send_seconds: seconds } });
  expect(answer.ok()).toBe(true);
}

async function open(page: Page, key = "r"): Promise<void> {
  await expect(conversation(page).getByRole("article").first()).toBeVisible();
  await page.keyboard.press(key);
  await expect(editor(page)).toBeFocused();
}

test("replies by keyboard alone, takes it back intact, sends it, and sees it in the journal", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type("Hello, the ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("wheel");
  await page.keyboard.press("Control+b");
  await page.keyboard.type(" leaves today.");
  await page.keyboard.press("Control+Enter");
  await expect(editor(page)).toHaveCount(0);
  await expect(page.getByText(/Sending in \d+ seconds?/).first()).toBeVisible();
  await expect(conversation(page).getByText(/Leaves in \d+ seconds?/)).toBeVisible();
  await page.keyboard.press("z");
  await expect(editor(page)).toContainText("Hello, the wheel leaves today.");
  await expect(editor(page).locator("strong")).toHaveText("wheel");
  await expect(editor(page)).not.toContainText("Storgata");
  await expect(conversation(page).getByText(/Leaves in/)).toHaveCount(0);
  await undoSeconds(page, 0);
  await editor(page).focus();
  await page.keyboard.press("Control+Enter");
  await expect(conversation(page).getByText("Seen in the journal")).toBeVisible();
  const mail = conversation(page).getByRole("article").filter({ hasText: "Seen in the journal" });
  await expect(mail.locator("iframe").contentFrame().getByText("leaves today")).toBeVisible();
});

test("undo in the toast opens the composer again, from another page too", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  await page.keyboard.type("One moment, please.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("link", { name: "Mailboxes" }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(editor(page)).toContainText("One moment, please.");
});

test("undo while the page is being left comes back to the ticket with the composer open", async ({ page, signIn }) => {
  const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await page.route("**/assets/mailboxes-page-*.js", async (route) => {
    await later(1_000);
    await route.continue();
  });
  await signIn({ organisation: `Leaving ${crypto.randomUUID()}`, path });
  await open(page);
  await page.keyboard.type("One moment, please.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await expect(undo).toBeVisible();
  // The page is left after the reply was taken back, and before everything about it is known again.
  await page.route("**/replies", async (route) => {
    await later(2_500);
    await route.continue();
  });
  await page.getByRole("link", { name: "Mailboxes" }).click();
  await undo.click();
  await expect(page.getByText("Taken back: it is your draft again")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(editor(page)).toContainText("One moment, please.");
});

test("reply all adds who was in Cc; a list is pasted; a bad address keeps it from being sent", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page, "a");
  await expect(page.getByRole("button", { name: "Remove office@lakeside-tours.example" })).toBeVisible();
  await expect(chips(page)).toHaveCount(2);
  const to = page.getByRole("textbox", { name: "To", exact: true });
  await to.focus();
  await to.evaluate((input) => {
    const data = new DataTransfer();
    data.setData("text", 'Anna Berg <anna@p0st.example>, "Berg, Jo" <jo@mail.example>; not an address');
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(chips(page)).toHaveCount(4);
  await editor(page).click();
  await page.keyboard.type("Hello all");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("not an address: that is not a mail address");
  await page.getByRole("button", { name: "Remove not an address" }).click();
  await expect(page.getByRole("list", { name: "Before you send" })).toContainText("p0st.example looks like");
  await editor(page).click();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("Look at the warnings");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send anyway" }).click();
  await expect(page.getByText(/Sending in/).first()).toBeVisible();
});

test("keeps the draft with its file over a reload, and discards it with undo", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  await page.keyboard.type("Here is the plan.");
  await page.getByLabel("Attach files").first().setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 plan") });
  await expect(page.getByRole("list", { name: "Attachments", exact: true })).toContainText("plan.pdf");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Continue your draft" }).click();
  await expect(editor(page)).toContainText("Here is the plan.");
  await expect(page.getByRole("list", { name: "Attachments", exact: true })).toContainText("plan.pdf");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(editor(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(editor(page)).toContainText("Here is the plan.");
  await page.getByRole("button", { name: "Remove plan.pdf" }).click();
  await expect(page.getByRole("list", { name: "Attachments", exact: true })).toHaveCount(0);
});

test("shows a pasted picture in place, and files that are dropped as attachments", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  for (const kind of ["paste", "drop"] as const) {
    await editor(page).evaluate(
      (target, { kind, png }) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
        data.items.add(kind === "paste" ? new File([bytes], "shot.png", { type: "image/png" }) : new File(["words"], "notes.txt", { type: "text/plain" }));
        const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        target.dispatchEvent(event);
      },
      { kind, png },
    );
  }
  await expect(page.getByRole("list", { name: "Attachments", exact: true })).toContainText("notes.txt");
  const picture = editor(page).getByRole("img", { name: "shot.png" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const draft = (await (await page.request.get(`/api/tickets/${id}/draft`)).json()) as { body_html: string; attachment_ids: string[] };
  expect(draft.body_html).toMatch(/src="cid:[\w-]+@oss-ticketing"/);
  expect(draft.attachment_ids).toHaveLength(2);
});

test("a failed reply says why and is sent by Retry", async ({ page, signIn }) => {
  await signIn({ path });
  await undoSeconds(page, 0);
  await open(page);
  await page.getByRole("textbox", { name: "To", exact: true }).fill("refused@halden.example");
  await editor(page).click();
  await page.keyboard.type("Does this arrive?");
  await page.keyboard.press("Control+Enter");
  const card = conversation(page).getByRole("article", { name: "Your answer, Not sent" });
  await expect(card.getByRole("alert")).toContainText("Gmail: 400 Invalid To header. Gmail refused this mail");
  await expectAccessible(page);
  await card.getByRole("button", { name: "Retry" }).click();
  await expect(conversation(page).getByText("Seen in the journal")).toBeVisible();
});

test("sends later with a status, and takes that back", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  await page.keyboard.type("See you on Monday.");
  await page.getByRole("button", { name: "Send later" }).click();
  await page.getByRole("button", { name: /^Tomorrow morning/ }).click();
  await expect(page.getByText(/^Will be sent/)).toBeVisible();
  const card = conversation(page).getByRole("article").filter({ hasText: "See you on Monday." });
  await expect(card.getByText(/^Leaves .+9:00/)).toBeVisible();
  await card.getByRole("button", { name: "Take back" }).click();
  await expect(editor(page)).toContainText("See you on Monday.");
  await undoSeconds(page, 0);
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: "Send and set to Pending" }).click();
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveText("Pending");
});

test("mail that came meanwhile is shown before anything is sent", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // The 409 is logged by the browser.
  await signIn({ path });
  await open(page);
  await page.keyboard.type("We exchange it.");
  await page.request.post(`/api/mock/answer/${id}`, { data: { text: "It works again, never mind!" } });
  await page.keyboard.press("Control+Enter");
  const notice = page.getByRole("alert").filter({ hasText: "1 new mail came while you wrote" });
  await expect(notice).toContainText("It works again, never mind!");
  await notice.getByRole("button", { name: "I have read it" }).click();
  await expect(editor(page)).toContainText("We exchange it.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/Sending in/).first()).toBeVisible();
});

test("a canned reply by the slash, with the ticket's facts; an address that is not confirmed cannot be chosen", async ({ page, signIn }) => {
  await signIn({ path });
  await open(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("option", { name: "Thanks, we look into it" })).toBeVisible();
  await page.keyboard.type("thanks");
  await page.keyboard.press("Enter");
  await expect(editor(page)).toContainText(/come back to you under T-\d+/);
  await page.getByRole("button", { name: /^From: Halden Support/ }).click();
  const billing = page.getByRole("menuitem", { name: /billing@halden.example/ });
  await expect(billing).toHaveAttribute("aria-disabled", "true");
  await expect(billing).toContainText("Gmail waits for this address to be confirmed. Open the confirmation");
  await page.getByRole("menuitem", { name: /workshop@halden.example/ }).click();
  await expect(page.getByRole("button", { name: /^From: Halden Workshop/ })).toBeVisible();
});

for (const [size, viewport] of Object.entries({ desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
  test.describe(size, () => {
    test.use({ viewport });
    test("the open composer is accessible and fits, in any theme", async ({ page, signIn }) => {
      await signIn({ path });
      await page.getByRole("button", { name: "Reply…" }).click();
      await expect(editor(page)).toBeVisible();
      await page.keyboard.type("Good morning,");
      await page.keyboard.press("Enter");
      await page.keyboard.type("the part is on its way. ");
      await page.getByLabel("Attach files").first().setInputFiles({ name: "delivery-note.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 note") });
      await page.getByRole("textbox", { name: "To", exact: true }).fill("new.person@other.example");
      await editor(page).click();
      await expect(page.getByRole("list", { name: "Before you send" })).toContainText("New in this conversation");
      await expect(page.getByText("Saved", { exact: true })).toBeVisible();
      await expectSound(page);
    });
  });
}
