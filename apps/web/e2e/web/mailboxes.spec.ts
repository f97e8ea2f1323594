import { expect, test } from "../support/test.ts";

test("connects a mailbox through the consent page and shows its progress", async ({ page, signIn }) => {
  await signIn({ path: "/mailboxes" });
  await page.getByRole("button", { name: "Connect a mailbox" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { name: "Mailbox connected" })).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", /\d+/);
  await page.getByRole("link", { name: "Open the inbox" }).click();
  await expect(page).toHaveURL(/\/inbox/);
});

test("explains a refusal and every other error code in words", async ({ page, signIn }) => {
  await signIn({ path: "/mailboxes" });
  await page.getByRole("button", { name: "Connect a mailbox" }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByText("Permission was not given at Google.")).toBeVisible();
  for (const code of ["state_expired", "already_connected_elsewhere", "what_is_this"]) {
    await page.goto(`/mailboxes/connected?error=${code}`);
    await expect(page.getByRole("alert").locator("code")).toHaveText(code);
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  }
});

test("pauses, says until when, and resumes", async ({ page, signIn }) => {
  await signIn({ path: "/mailboxes" });
  await page.getByRole("button", { name: "Actions for journal@halden.example" }).click();
  await page.getByRole("menuitem", { name: "Pause for 30 minutes" }).click();
  await expect(page.getByText(/It resumes by itself in (29|30) minutes/)).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/It resumes by itself/)).toBeHidden();
});

test("checks the connection and says what to do when it is broken", async ({ page, signIn }) => {
  await signIn({ path: "/mailboxes" });
  const checks = page.getByRole("button", { name: "Check connection" });
  await checks.first().click();
  await expect(page.getByText("Google answers as journal@halden.example.")).toBeVisible();
  await expect(page.getByText("Google no longer accepts the stored permission")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in again at Google" })).toBeVisible();
});
