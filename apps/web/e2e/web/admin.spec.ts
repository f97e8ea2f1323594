import { expect, test } from "../support/test.ts";

test("edits domains and queues", async ({ page, signIn }) => {
  await signIn({ path: "/settings" });
  await page.getByLabel("Add a domain").fill("not a domain");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Enter a domain, such as example.com.")).toBeVisible();
  await page.getByLabel("Add a domain").fill("Halden-Tours.example");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("button", { name: "Remove halden-tours.example" })).toBeVisible();
  await page.getByLabel("Name of the new queue").fill("Returns");
  await page.getByRole("button", { name: "Create queue" }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Returns" })).toBeVisible();
});

test("lists mail by outcome, failed jobs and the invariants", async ({ page, signIn }) => {
  await signIn({ path: "/ops/occurrences?disposition=parked" });
  await expect(page.getByRole("row").nth(1)).toContainText("internal mail between colleagues");
  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Any outcome" }).click();
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Failed" }).click();
  await expect(page.getByText("no space left on device").first()).toBeVisible();
  await page.getByRole("button", { name: /^Replay mail/ }).first().click();
  await expect(page.getByText("Replay is queued")).toBeVisible();
  await page.getByRole("tab", { name: "Failed jobs" }).click();
  await page.getByRole("button", { name: "Replay job 71204" }).click();
  await expect(page.getByText("The job is queued again")).toBeVisible();
  await page.getByRole("tab", { name: "Verify" }).click();
  await page.getByRole("button", { name: "Run the checks" }).click();
  await expect(page.getByText("Every invariant holds.")).toBeVisible();
});

test("keeps operations from everybody else", async ({ page, signIn }) => {
  await signIn({ organisation: "Viewer", path: "/ops" });
  await expect(page.getByRole("heading", { name: "For administrators" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Operations" })).toHaveCount(0);
});
