import { expect, expectAccessible, test } from "../support/test.ts";

test("merges another ticket, says so there, and undoes it from the timeline", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await page.getByRole("list", { name: "Tickets" }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: /Merge other tickets/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Merge" })).toBeDisabled();
  const choice = dialog.getByRole("list", { name: "Tickets" }).getByRole("button").nth(2);
  const code = /T-\d+/.exec(await choice.innerText())?.[0] ?? "";
  await choice.click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(page.getByText(`${code} merged into this ticket`)).toBeVisible();
  const undo = page.getByRole("button", { name: /^Undo: Tickets merged/ });
  await expectAccessible(page);
  await undo.click();
  await expect(page.getByText("A change was undone")).toBeVisible();
  await expect(undo).toBeHidden();
});

test("a message can be moved or split off by keyboard, and routing applied again", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all&status=pending" });
  await page.getByRole("list", { name: "Tickets" }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Message actions" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Split into a new ticket" }).press("Enter");
  await expect(page.getByText(/^Split off as T-/)).toBeVisible();
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: "Apply routing again" }).click();
  await expect(page.getByText("Routing applied again")).toBeVisible();
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: /Split messages off/ }).click();
  await page.getByRole("dialog").getByRole("checkbox").first().check();
  await expectAccessible(page);
  await expect(page.getByRole("button", { name: "Split 1 message off" })).toBeEnabled();
});
