import type { Browser, Page } from "@playwright/test";

import { expect, expectAccessible, rows, test } from "../support/test.ts";

const ticket = "/tickets/00000004-0000-4000-8000-000000000001";

/** Another person's browser, in the same organisation. */
async function colleague(browser: Browser, email: string, organisation: string, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.request.post("/api/auth/dev/login", { data: { email, organization_name: organisation } });
  await page.goto(path);
  return page;
}

test("two agents on one ticket see each other, and one is warned before a second answer", async ({ page, browser, signIn }) => {
  test.slow(); // Two browsers.
  const organisation = `Shared Presence ${crypto.randomUUID()}`;
  await signIn({ organisation, path: ticket });
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  const other = await colleague(browser, "aisha@halden.example", organisation, ticket);
  await expect(page.getByRole("img", { name: "Aisha Khan has this open." })).toBeVisible();
  await expect(other.getByRole("img", { name: "Ingrid Solberg has this open." })).toBeVisible();

  const third = await colleague(browser, "marco@halden.example", organisation, "/inbox?view=all");
  await expect(third.getByRole("list", { name: "Tickets", exact: true }).getByRole("img", { name: "Ingrid Solberg has this open. Aisha Khan has this open." })).toBeVisible();

  await other.keyboard.press("r");
  await expect(page.getByRole("img", { name: "Aisha Khan is writing an answer." })).toBeVisible();
  await expect(third.getByRole("img", { name: /Aisha Khan is writing an answer\.$/ })).toBeVisible();
  await third.close();
  await page.keyboard.press("r");
  await expect(page.getByText("Aisha Khan is writing an answer to this ticket too.")).toBeVisible();
  await page.getByRole("textbox", { name: "Your answer", exact: true }).fill("It ships today.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert").getByText(/Send yours as well\?/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send anyway" }).click();
  await expect(page.getByRole("region", { name: "Write an answer" }).getByRole("button", { name: "Reply…" })).toBeVisible();

  await other.close();
  await expect(page.getByRole("img", { name: /^Aisha Khan/ })).toBeHidden();
});

test("a row far down the list shows what a colleague does to its ticket", async ({ page, browser, signIn }) => {
  test.slow(); // Two browsers.
  const organisation = `Shared List ${crypto.randomUUID()}`;
  await signIn({ organisation, path: "/inbox?view=all" });
  const scroller = rows(page).first().locator("xpath=../..");
  const row = page.locator('[role="listitem"][aria-posinset="90"]');
  // The next page is asked for on the way.
  await expect(async () => {
    await scroller.evaluate((element) => element.scrollTo({ top: 3800 }));
    await expect(row).toBeInViewport({ timeout: 500 });
  }).toPass();
  const id = (await row.getByRole("link").getAttribute("data-ticket-id")) ?? "";
  await expect(row.getByRole("img", { name: "Closed" })).toBeHidden();

  const other = await colleague(browser, "aisha@halden.example", organisation, `/tickets/${id}`);
  await other.getByRole("combobox", { name: "Status" }).click();
  await other.getByRole("option", { name: "Closed" }).click();
  await expect(row.getByRole("img", { name: "Closed" })).toBeVisible();
  await expect(row.getByRole("link")).toHaveAttribute("data-ticket-id", id);
  await other.close();
});

test("a mention is completed, rings the colleague's bell and leads to the ticket", async ({ page, browser, signIn }) => {
  test.slow(); // Two browsers.
  const organisation = `Shared Mention ${crypto.randomUUID()}`;
  const other = await colleague(browser, "aisha@halden.example", organisation, "/inbox");
  await expect(other.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  await signIn({ organisation, path: ticket });
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.type("Can you look, @ais");
  await expect(page.getByRole("option", { name: /Aisha Khan/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await page.keyboard.type("please?");
  await expect(page.getByRole("textbox", { name: "Write a note" })).toHaveValue("Can you look, @Aisha Khan please?");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article", { name: "Note" })).toContainText("@Aisha Khan");
  await expect(page.getByRole("button", { name: "Stop following" })).toBeVisible();

  await other.getByRole("button", { name: "Notifications, 1 unread" }).click();
  const line = other.getByRole("button", { name: /Ingrid Solberg mentioned you/ });
  await expect(line).toBeVisible();
  await expectAccessible(other);
  await line.click();
  await expect(other).toHaveURL(ticket);
  await expect(other.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  // Who is called follows.
  await expect(other.getByRole("button", { name: "Stop following" })).toBeVisible();
  await other.keyboard.press("w");
  await expect(other.getByRole("button", { name: "Follow", exact: true })).toBeVisible();
  await other.keyboard.press("z");
  await expect(other.getByRole("button", { name: "Stop following" })).toBeVisible();
});
