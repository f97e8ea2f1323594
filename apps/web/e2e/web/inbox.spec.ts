import type { Page } from "@playwright/test";

import { expect, rows, test } from "../support/test.ts";

test("narrows by view, filter and words, all of it in the URL", async ({ page, signIn }) => {
  await signIn();
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Pending/ }).click();
  await expect(page.getByRole("heading", { name: "Pending", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Priority" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Urgent" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/priority=urgent/);
  await page.getByRole("combobox", { name: "Search tickets" }).fill("hub");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=hub/);
  await page.reload();
  await expect(page.getByRole("button", { name: "Priority: Urgent" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Search tickets" })).toHaveValue("hub");
});

test("shows a list whatever the link says", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=%00&status=;;&queue=1&sort=x&assignee=everyone&q=" });
  await expect(page.getByRole("heading", { name: "All open" })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
});

/** The list, scrolled down, with a row in the middle of it that is there to stay. */
async function scrolledDown(page: Page) {
  const scroller = rows(page).first().locator("xpath=../..");
  await scroller.evaluate((element) => element.scrollTo({ top: 900 }));
  const row = page.locator('[role="listitem"][aria-posinset="24"]');
  await expect(row).toBeInViewport({ ratio: 1 });
  const id = await row.getByRole("link").getAttribute("data-ticket-id");
  const read = rows(page).filter({ has: page.locator(`[data-ticket-id="${id ?? ""}"]`) });
  return { read, position: await read.boundingBox() };
}

test("lets new mail in at the top, and only announces it to someone who reads below", async ({ page, signIn }) => {
  await signIn();
  await expect(rows(page).first()).toBeVisible();
  const first = rows(page).first().getByRole("link");
  const before = await first.getAttribute("data-ticket-id");
  await page.request.post("/api/mock/arrive", { data: { count: 2 } });
  await expect(first).not.toHaveAttribute("data-ticket-id", before ?? "");

  const { read, position } = await scrolledDown(page);
  await page.request.post("/api/mock/arrive", { data: { count: 3 } });
  const pill = page.getByRole("button", { name: "Show 3 new updates" });
  await expect(pill).toBeVisible();
  expect(await read.boundingBox()).toEqual(position);
  await pill.click();
  await expect(pill).toBeHidden();
  await expect(rows(page).first()).toHaveAttribute("aria-posinset", "1");
});

/** Answers from such an address are formed at once, and are held back until `letGo` is called. */
async function holdBack(page: Page, address: RegExp) {
  const formed: Promise<unknown>[] = [];
  const held: (() => Promise<void>)[] = [];
  let holding = true;
  await page.route(address, async (route) => {
    if (!holding) return route.continue();
    const answer = route.fetch();
    formed.push(answer);
    const response = await answer;
    held.push(() => route.fulfill({ response }));
  });
  return {
    letGo: async () => {
      await Promise.all(formed);
      holding = false;
      await Promise.all(held.map((deliver) => deliver()));
    },
    formed: () => expect.poll(() => held.length).toBeGreaterThan(0),
  };
}

test("moves nothing under someone who scrolled down while the fresh list was on its way", async ({ page, signIn }) => {
  await signIn();
  await expect(rows(page).first()).toBeVisible();
  const fresh = /\/api\/tickets\?(?!.*cursor=)/;
  const answers = await holdBack(page, fresh);
  await page.request.post("/api/mock/arrive", { data: { count: 3, named: false } });
  await answers.formed();
  const { read, position } = await scrolledDown(page);
  await answers.letGo();
  await expect(page.getByRole("button", { name: "Show 3 new updates" })).toBeVisible();
  expect(await read.boundingBox()).toEqual(position);
});

test("shows what changed while the next page was on its way, in what was there and in what then came", async ({ page, signIn }) => {
  await signIn();
  await expect(rows(page).first()).toBeVisible();
  const answers = await holdBack(page, /\/api\/tickets\?.*cursor=/);
  const { read } = await scrolledDown(page);
  await answers.formed();
  const id = (await read.getByRole("link").getAttribute("data-ticket-id")) ?? "";
  const all = (await (await page.request.get("/api/tickets?status=new&status=open&status=pending&snoozed=false&limit=100")).json()) as { items: { id: string }[] };
  const later = all.items[69]?.id ?? "";
  const { csrf_token } = (await (await page.request.get("/api/auth/csrf")).json()) as { csrf_token: string };
  for (const one of [id, later]) await page.request.patch(`/api/tickets/${one}`, { data: { status: "closed" }, headers: { "x-csrf-token": csrf_token } });
  await expect(read.getByRole("img", { name: "Closed" })).toBeVisible();
  await answers.letGo();
  const scroller = rows(page).first().locator("xpath=../..");
  const row = rows(page).filter({ has: page.locator(`[data-ticket-id="${later}"]`) });
  await expect(async () => {
    await scroller.evaluate((element) => element.scrollTo({ top: 46 * 65 }));
    await expect(row).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(row.getByRole("img", { name: "Closed" })).toBeVisible();
  await scroller.evaluate((element) => element.scrollTo({ top: 900 }));
  await expect(read.getByRole("img", { name: "Closed" })).toBeVisible();
});

test("the bell says so when its code cannot be had, and the list stays", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await page.route("**/assets/notification-list-*.js", (route) => route.fulfill({ status: 404 }));
  await signIn();
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await expect(page.getByRole("heading", { name: "This part could not be loaded" })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await page.unroute("**/assets/notification-list-*.js");
  await page.getByRole("button", { name: "Reload" }).click();
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await expect(page.getByRole("dialog", { name: "Notifications" }).getByText("This part could not be loaded")).toBeHidden();
});

test("works by keyboard: walk, resolve, undo, open, back to the same row", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
  const id = (await rows(page).nth(1).getByRole("link").getAttribute("data-ticket-id")) ?? "";
  const row = rows(page).filter({ has: page.locator(`[data-ticket-id="${id}"]`) });
  await page.keyboard.press("e");
  // It shows as resolved for a moment, and then leaves the view.
  await expect(row.getByRole("img", { name: "New" })).toHaveCount(0);
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row.getByRole("img", { name: "New" })).toBeVisible();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tickets\//);
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/view=new/);
});

test("puts the status back when the server refuses", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await signIn({ path: "/inbox?view=new" });
  await page.route("**/api/tickets/bulk", (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 409, contentType: "application/problem+json", json: { title: "Conflict", code: "conflict", detail: "Somebody was faster." } }) : route.fallback(),
  );
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page.getByText("Somebody was faster.")).toBeVisible();
  await expect(rows(page).first().getByRole("img", { name: "New" })).toBeVisible();
});

test("says what is wrong with a search, and takes it away", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await page.route(/\/api\/tickets\?.*q=/, (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      headers: { "x-request-id": "r-4711" },
      json: { title: "Unprocessable", code: "validation_error", detail: "A quotation mark is not closed." },
    }),
  );
  await signIn({ path: "/inbox?view=all&q=%22hub" });
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("This search cannot be read");
  await expect(alert).toContainText("A quotation mark is not closed.");
  await expect(alert).not.toContainText("r-4711");
  await expect(alert.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await alert.getByRole("button", { name: "Clear search" }).click();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Search tickets" })).toHaveValue("");
});

test("has an error state with a way back, and empty states that help", async ({ page, signIn, expectFailures }) => {
  expectFailures();
  await page.route("**/api/tickets?*", (route) => route.fulfill({ status: 500, contentType: "application/problem+json", json: { title: "Oops", code: "internal" } }));
  await signIn();
  await expect(page.getByRole("alert")).toContainText("This did not load");
  await page.unroute("**/api/tickets?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(rows(page).first()).toBeVisible();
  await signIn({ organisation: "Empty" });
  await page.getByRole("link", { name: "Connect a mailbox" }).click();
  await expect(page.getByRole("heading", { name: "Connect your journal mailbox" })).toBeVisible();
});
