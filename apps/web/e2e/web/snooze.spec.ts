import { expect, expectAccessible, rows, test } from "../support/test.ts";

test("snoozes by keyboard, stands in Snoozed, comes back when its time comes, and undoes", async ({ page, signIn }) => {
  test.slow(); // It looks for accessibility twice.
  await signIn({ path: "/inbox?view=new" });
  const link = rows(page).first().getByRole("link");
  const href = (await link.getAttribute("href")) ?? "";
  await link.click();
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: /^Snooze T-/ });
  await expect(dialog.getByRole("option", { name: /Tomorrow morning/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type("3d");
  await page.keyboard.press("Enter");
  const notice = page.getByText(/^Snoozed until .*or until the requester writes/);
  await expect(notice).toBeVisible();
  await page.keyboard.press("z");
  await expect(notice).toBeHidden();
  await page.keyboard.press("h");
  await dialog.getByRole("option", { name: /Tomorrow morning/ }).click();
  await expect(notice).toBeVisible();
  await expectAccessible(page);

  const main = page.getByRole("navigation", { name: "Main" });
  await main.getByRole("link", { name: /^Snoozed/ }).click();
  await expect(main.getByRole("link", { name: "Snoozed 1" })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await main.getByRole("link", { name: /^New/ }).click();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.locator(`a[href="${href}"]`)).toHaveCount(0);

  await page.request.post("/api/mock/wake");
  await expect(page.locator(`a[href="${href}"]`)).toBeVisible();
  await page.locator(`a[href="${href}"]`).click();
  await expect(page.getByText("Back from its snooze: the time has come")).toBeVisible();
});

test("decides status, assignee, priority and tags by key alone", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  const choose = async (key: string, dialog: string, text: string) => {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: dialog })).toBeHidden();
  };
  await choose("s", "Status", "pend");
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveText("Pending");
  await choose("i", "Assignee", "aisha");
  await expect(page.getByRole("combobox", { name: "Assignee" })).toHaveText(/Aisha Khan/);
  await choose("p", "Priority", "urg");
  await expect(page.getByRole("combobox", { name: "Priority" })).toHaveText("Urgent");
  await choose("t", "Tags", "vip");
  await expect(page.getByRole("button", { name: "Remove tag vip" })).toBeVisible();
  await page.keyboard.press("z");
  await expect(page.getByRole("button", { name: "Remove tag vip" })).toBeHidden();
});

test("snoozes the ticked tickets at once, by key and from the bar, with one undo", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await expect(rows(page).first()).toBeVisible();
  for (const key of ["j", "x", "j", "x", "h"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog", { name: "Snooze 2 tickets" })).toBeVisible();
  await page.keyboard.type("3d");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^2 tickets snoozed until /)).toBeVisible();
  const snoozed = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Snoozed 2" });
  await expect(snoozed).toBeVisible();
  await snoozed.click();
  await expect(rows(page)).toHaveCount(2);
  for (const key of ["j", "x"]) await page.keyboard.press(key);
  await page.getByRole("toolbar").getByRole("button", { name: "Snooze" }).click();
  await page.getByRole("option", { name: "Wake now" }).click();
  await expect(rows(page)).toHaveCount(1);
});
