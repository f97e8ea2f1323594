import type { Page } from "@playwright/test";

import { expect, expectAccessible, rows, test } from "../support/test.ts";

const searchBox = (page: Page) => page.getByRole("combobox", { name: "Search tickets" });
const ticketId = (page: Page, index: number) => rows(page).nth(index).getByRole("link").getAttribute("data-ticket-id");

test("completes a search, marks what it found, and remembers it", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all" });
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("st");
  await expect(page.getByRole("option", { name: /^status:/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.type("op");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await expect(searchBox(page)).toHaveValue("status:open ");
  await page.keyboard.type("hub");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=status%3Aopen\+hub/);
  await expect(rows(page).first().getByRole("img", { name: "Open" })).toBeVisible();
  await expect(rows(page).locator("mark").first()).toHaveText(/hub/i);
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(rows(page).locator("mark")).toHaveCount(0);
  await page.keyboard.press("/");
  await page.getByRole("option", { name: "status:open hub" }).click();
  await expect(page).toHaveURL(/q=status%3Aopen\+hub/);
});

test("explains a mistake in a search and mends it", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await signIn({ path: "/inbox?view=all&q=hub+form%3Aanna" });
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("There is no filter “form:”");
  await expect(alert.locator("mark")).toHaveText("form:anna");
  await expectAccessible(page);
  await alert.getByRole("button", { name: "Search for hub from:anna" }).click();
  await expect(page).toHaveURL(/q=hub\+from%3Aanna/);
  await expect(alert).toBeHidden();
});

test("saves a list as a view with a count, changes it and takes it away", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=open&q=hub" });
  const main = page.getByRole("navigation", { name: "Main" });
  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("Clicking hubs");
  await page.getByRole("checkbox", { name: "Everybody in the organisation sees it" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const link = main.getByRole("link", { name: /^Clicking hubs \d+$/ });
  await expect(link).toBeVisible();
  await expect(page.getByRole("heading", { name: "Clicking hubs", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Priority" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Low" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Saved view" }).click();
  await page.getByRole("menuitem", { name: "Update “Clicking hubs”" }).click();
  await expect(link).toHaveAttribute("href", /priority=low/);
  await main.getByRole("link", { name: /^All open/ }).click();
  await main.getByRole("link", { name: /^Clicking hubs/ }).click();
  await expect(page).toHaveURL(/priority=low/);
  await page.getByRole("button", { name: "Saved view" }).click();
  await page.getByRole("menuitem", { name: "Delete view" }).click();
  await expect(main.getByRole("link", { name: /^Clicking hubs/ })).toBeHidden();
});

test("changes many tickets at once and takes it back at once", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all" });
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("1 selected")).toBeVisible();
  const before = await rows(page).first().boundingBox();
  await rows(page).nth(3).getByRole("checkbox").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("toolbar", { name: "Actions for the selected tickets" });
  await expect(bar).toContainText("4 selected");
  expect(await rows(page).first().boundingBox()).toEqual(before);
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Priority" }).click();
  await page.getByRole("menuitem", { name: "Urgent" }).click();
  for (const index of [0, 1, 2, 3]) await expect(rows(page).nth(index).getByRole("img", { name: "Urgent" })).toBeVisible();
  await expect(page.getByText("4 tickets changed")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  for (const index of [0, 1, 2, 3]) await expect(rows(page).nth(index).getByRole("img", { name: "Urgent" })).toBeHidden();
  await bar.getByRole("button", { name: "Tag" }).click();
  await page.getByRole("textbox", { name: "Name of a tag" }).fill("Recall");
  await page.keyboard.press("Enter");
  await expect(rows(page).nth(3)).toContainText("recall");
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
});

test("keeps for each reader what they have not seen", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  const unread = rows(page).first().getByRole("img", { name: "Unread" });
  await expect(unread).toBeVisible();
  await page.keyboard.press("j");
  const seen = page.waitForResponse("**/api/tickets/read");
  await page.keyboard.press("Enter");
  await seen;
  await page.keyboard.press("Escape");
  await expect(rows(page).first()).toBeVisible();
  await expect(unread).toBeHidden();
  await page.keyboard.press("u");
  await expect(unread).toBeVisible();
});

test("scrolls 10,000 tickets to the end in bounded memory, and back", async ({ page, signIn }) => {
  test.setTimeout(180_000);
  await signIn({ organisation: "Huge", path: "/inbox?view=all" });
  await expect(rows(page).first()).toBeVisible();
  const first = await ticketId(page, 0);
  const end = page.getByText("That is all of them");
  await page.evaluate(async () => {
    const scroller = document.querySelector("[role='listitem']")?.parentElement?.parentElement;
    const isEnd = () => document.body.textContent.includes("That is all of them");
    // As fast as the list takes more in.
    while (scroller && !isEnd()) {
      scroller.scrollTop = scroller.scrollHeight;
      await new Promise((next) => requestAnimationFrame(next));
    }
    scroller?.scrollTo({ top: scroller.scrollHeight });
  });
  await expect(end).toBeVisible();
  await expect(rows(page).last()).toHaveAttribute("aria-posinset", "10000");
  expect(await rows(page).count()).toBeLessThan(80);
  await page.evaluate(() => document.querySelector("[role='listitem']")?.parentElement?.parentElement?.scrollTo({ top: 46 * 5000 }));
  // What was dropped on the way comes back where it was.
  await expect(page.locator('[role="listitem"][aria-posinset="5005"]').getByRole("link")).toBeInViewport();
  await page.evaluate(() => document.querySelector("[role='listitem']")?.parentElement?.parentElement?.scrollTo({ top: 0 }));
  await expect(rows(page).first().getByRole("link")).toHaveAttribute("data-ticket-id", first ?? "");
});
