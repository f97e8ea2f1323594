import { expect, test } from "../support/test.ts";

test("signs in, comes back to the page that was asked for, and signs out", async ({ page, expectFailures }) => {
  expectFailures(); // The first /me is answered with 401.
  await page.goto("/inbox?view=pending");
  await expect(page).toHaveURL(/\/signin\?next=/);
  await page.getByLabel("E-mail address").fill("ingrid@halden.example");
  await page.getByLabel("Organisation").fill("Halden Cycles");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Pending", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("says what is wrong with the fields", async ({ page }) => {
  await page.goto("/signin");
  await page.getByLabel("E-mail address").fill("ingrid");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter an e-mail address")).toBeVisible();
  await expect(page.getByText("Enter the name of your organisation")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
});

test("explains how to switch the development sign-in on", async ({ page }) => {
  await page.route("**/api/auth/options", (route) => route.fulfill({ json: { dev_login: false, google_login: false } }));
  await page.goto("/signin");
  await expect(page.getByText("ALLOW_DEV_LOGIN=true")).toBeVisible();
});

test("says so when the API is away, and goes on when it is back", async ({ page, expectFailures }) => {
  expectFailures();
  await page.route("**/api/auth/options", (route) => route.fulfill({ status: 500, body: "" }));
  await page.goto("/signin");
  await expect(page.getByText("The API does not answer")).toBeVisible();
  await page.unroute("**/api/auth/options");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});
