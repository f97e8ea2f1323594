import { expect, rows, test } from "../support/test.ts";

test("what is due stands in a view of its own, soonest first, and leaves it with the answer's ticket", async ({ page, signIn }) => {
  await signIn();
  const due = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Due/ });
  await expect(due).toHaveAccessibleName(/^Due \d+ overdue \d+$/);
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("heading", { name: "Due", level: 1 })).toBeVisible();
  const first = rows(page).first();
  const link = first.getByRole("link");
  await expect(link).toHaveAccessibleDescription(/^overdue \d+/);
  await expect(first.getByText(/^overdue/)).toHaveAttribute("title", /answer promised by .*20\d\d/i);
  // To press what lies above the row is to press the row.
  const href = (await link.getAttribute("href")) ?? "";
  await first.getByText(/^overdue/).click();
  await expect(page).toHaveURL(href);
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details.getByText(/^overdue/)).toBeVisible();
  await expect(details.getByText("Waiting since")).toBeVisible();
  await page.keyboard.press("Escape");

  // In another order the list is still only what is due, and the link says so.
  await page.getByRole("button", { name: "Sort: Due soonest" }).click();
  await page.getByRole("menuitemradio", { name: "Newest activity" }).click();
  await expect(page).toHaveURL(/view=due.*sort=-last_message_at/);
  await expect(link).toHaveAccessibleDescription(/^due in/);
  await page.goto(`/inbox?view=due`);
  await expect(page.locator(`a[href="${href}"]`)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page.locator(`a[href="${href}"]`)).toHaveCount(0);
});

test("an administrator sets hours and targets; a mistake is shown in its place and nothing is sent", async ({ page, signIn }) => {
  await signIn({ path: "/settings/response-times" });
  const others = page.getByRole("region", { name: "All other queues" });
  const low = others.getByRole("textbox", { name: "All other queues, Low: First answer" });
  await low.fill("3 days");
  const mistake = page.getByText("Write 30m, 4h or 1h 30m, a year at most.");
  await expect(mistake).toHaveCount(0);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Correct what is marked, then save.")).toBeVisible();
  await expect(low).toBeFocused();
  await expect(low).toHaveAttribute("aria-invalid", "true");
  await expect(mistake).toBeVisible();
  await low.fill("1,5h");
  await low.press("Tab");
  await expect(low).toHaveValue("1 h 30 min");

  await page.getByRole("button", { name: "Other targets for a queue" }).click();
  await page.getByRole("menuitem", { name: "Sales" }).click();
  await expect(page.getByRole("region", { name: "Sales" })).toContainText("Nothing is promised in this queue.");

  await page.getByRole("button", { name: /^Time zone/ }).click();
  await page.keyboard.type("kathm");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Time zone: Asia/Kathmandu" })).toBeFocused();

  const saturday = page.getByRole("group", { name: "Saturday" });
  await saturday.getByRole("button", { name: "Add hours on Saturday" }).click();
  await saturday.getByLabel("Saturday, until").fill("08:00");
  await expect(saturday.getByRole("alert")).toHaveText("Hours end after they begin. Midnight is 00:00.");
  await saturday.getByLabel("Saturday, until").fill("00:00");
  await expect(saturday.getByRole("alert")).toHaveCount(0);
  await page.getByLabel("Date").fill("2027-05-17");
  await page.getByLabel("Date").press("Enter");
  await page.getByRole("button", { name: "Remove Thu, Dec 24, 2026" }).click();

  const sent = page.waitForRequest((request) => request.method() === "PUT" && request.url().endsWith("/api/sla"));
  await page.getByRole("button", { name: "Save" }).click();
  const { business_hours, policies } = (await sent).postDataJSON() as { business_hours: { time_zone: string; weekly: object[]; holidays: string[] }; policies: { targets: object[] }[] };
  expect(business_hours.time_zone).toBe("Asia/Kathmandu");
  expect(business_hours.weekly.at(-1)).toEqual({ weekday: 5, start: "09:00", end: "24:00" });
  expect(business_hours.holidays).toEqual(["2026-12-25", "2027-01-01", "2027-05-17"]);
  expect(policies[0]?.targets.at(-1)).toEqual({ priority: "low", first_response_minutes: 90, next_response_minutes: null });
  expect(policies.at(-1)?.targets).toEqual([]);
  await expect(page.getByText("Response times saved")).toBeVisible();
  await page.reload();
  await expect(low).toHaveValue("1 h 30 min");
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
});

test("whoever may not change response times reads them", async ({ page, signIn }) => {
  await signIn({ organisation: "Viewer", path: "/settings/response-times" });
  await expect(page.getByRole("note")).toContainText("only administrators change them");
  await expect(page.getByRole("row", { name: /^Urgent/ }).first()).toContainText("1 h");
  await expect(page.getByRole("group", { name: "Friday" })).toContainText("8:00 AM – 3:00 PM");
  await expect(page.locator("main").getByRole("textbox")).toHaveCount(0);
});

test("what another administrator saved meanwhile is not overwritten unseen", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // What was overtaken is refused.
  await signIn({ organisation: "Two Admins", path: "/settings/response-times" });
  const high = page.getByRole("textbox", { name: "All other queues, High: First answer" });
  await high.fill("3h");
  const kept = (await (await page.request.get("/api/sla")).json()) as { policies: { queue_id: null; targets: object[] }[]; updated_at?: string };
  delete kept.updated_at;
  const theirs = { ...kept, policies: [{ queue_id: null, targets: [{ priority: "high", first_response_minutes: 60 }] }] };
  expect((await page.request.put("/api/sla", { data: theirs })).ok()).toBe(true);

  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Somebody else has saved other response times meanwhile.", { exact: false })).toBeVisible();
  await expect(high).toHaveValue("3 h");
  await page.getByRole("button", { name: "Save mine instead" }).click();
  await expect(page.getByText("Response times saved")).toBeVisible();
  await page.reload();
  await expect(high).toHaveValue("3 h");
});
