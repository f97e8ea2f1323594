/**
 * The first day on a running demo: E2E_BASE_URL=http://localhost:3000 pnpm e2e
 * Needs development sign-in and the Workspace simulator behind Google's addresses. E2E_EMAIL and E2E_ORGANIZATION say
 * who signs in (a new organisation by default, so that the test can be repeated); with E2E_KEEP_MAILBOX=1 the mailbox
 * is expected to be connected already, as `bin/demo` leaves it.
 */
import { expect, rows, test } from "../support/test.ts";

const email = process.env.E2E_EMAIL ?? "e2e@example.com";
const organisation = process.env.E2E_ORGANIZATION ?? `E2E ${Date.now()}`;

test("sign in, connect, watch the sync, open a ticket, add a note, change its status", async ({ page, expectFailures }) => {
  expectFailures(); // Before the sign-in /me answers 401, which the browser logs.

  await test.step("sign in", async () => {
    await page.goto("/");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Organisation").fill(organisation);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  });

  if (process.env.E2E_KEEP_MAILBOX !== "1") {
    await test.step("connect the journal mailbox at the consent page", async () => {
      await page.getByRole("link", { name: "Mailboxes" }).click();
      await page.getByRole("button", { name: "Connect a mailbox" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
      await expect(page.getByRole("heading", { name: "Mailbox connected" })).toBeVisible();
    });
  }

  await test.step("see the sync go on", async () => {
    await page.getByRole("link", { name: /^(All mailboxes|Mailboxes)$/ }).first().click();
    await expect(page.getByRole("progressbar").first()).toBeVisible();
    await expect(page.getByText(/[1-9][\d,.]* (of [\d,.]+ )?mails/).first()).toBeVisible({ timeout: 90_000 });
    await page.getByRole("button", { name: "Check connection" }).first().click();
    await expect(page.getByText(/^Google answers as /)).toBeVisible();
  });

  await test.step("tickets appear in the inbox by themselves", async () => {
    await page.getByRole("link", { name: /^All tickets/ }).click();
    await expect(rows(page).first()).toBeVisible({ timeout: 90_000 });
  });

  await test.step("open a ticket", async () => {
    await rows(page).first().getByRole("link").click();
    await expect(page).toHaveURL(/\/tickets\//);
    await expect(page.getByRole("region", { name: "Conversation" }).getByRole("article").first()).toBeVisible();
  });

  const words = `Checked by the first-day test at ${new Date().toISOString()}`;
  await test.step("add a note", async () => {
    await page.getByRole("button", { name: "Note", exact: true }).click();
    await page.getByRole("textbox", { name: "Write a note" }).fill(words);
    await page.getByRole("button", { name: "Add note" }).click();
    await expect(page.getByRole("article", { name: "Note" }).filter({ hasText: words })).toBeVisible();
  });

  await test.step("change the status and find it changed after a reload", async () => {
    const status = page.getByRole("combobox", { name: "Status" });
    const next = (await status.textContent()) === "Pending" ? "Open" : "Pending";
    await status.click();
    await page.getByRole("option", { name: next }).click();
    await expect(status).toHaveText(next);
    await expect(page.getByText(`to ${next}`).last()).toBeVisible();
    await page.reload();
    await expect(page.getByRole("combobox", { name: "Status" })).toHaveText(next);
    await expect(page.getByRole("article", { name: "Note" }).filter({ hasText: words })).toBeVisible();
  });
});
