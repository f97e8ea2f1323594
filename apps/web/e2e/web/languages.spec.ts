import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "../support/test.ts";

const TICKET = "/tickets/00000004-0000-4000-8000-000000000010";
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** The inbox and a ticket, wide and narrow. */
async function look(page: Page, each: (wide: boolean) => Promise<void>): Promise<void> {
  for (const path of ["/inbox?view=all", TICKET])
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await expect(path === TICKET ? page.locator("article").first() : page.locator("[data-ticket-id]").first()).toBeVisible();
      expect(await sideways(page), `${path} at ${size.width}`).toBeLessThanOrEqual(0);
      await each(size.width > 1000);
    }
}

for (const { locale, list, unassigned } of [
  { locale: "de-AT", list: "Tickets", unassigned: "Nicht zugewiesen" },
  { locale: "ja-JP", list: "チケット", unassigned: "未割り当て" },
])
  test.describe(locale, () => {
    test.use({ locale });

    test("a browser that asks for it gets the whole page in it, and nothing of another language", async ({ page, signIn }) => {
      test.setTimeout(240_000);
      const scripts: string[] = [];
      page.on("request", (request) => scripts.push(new URL(request.url()).pathname));
      await signIn();
      await expect(page.getByRole("list", { name: list })).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", locale);
      await expect(page.getByRole("link", { name: unassigned })).toBeVisible();
      const catalogues = scripts.filter((path) => /^\/assets\/(en|de|ja)-/.test(path)).map((path) => path.slice(8, 10));
      expect(catalogues).toEqual([locale.slice(0, 2)]);
      await look(page, (wide) => (wide ? expectAccessible(page) : Promise.resolve()));
    });
  });

test("a language is a choice that is kept, and can be given back to the browser", async ({ page, signIn }) => {
  await signIn();
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
  await expect(page.getByRole("button", { name: "Konto und Darstellung" })).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.getByRole("button", { name: "Konto und Darstellung" }).click();
  await page.getByRole("menuitemradio", { name: "Wie im Browser" }).click();
  await expect(page.getByRole("button", { name: "Account and appearance" })).toBeVisible();
});

test("whoever cannot read the sign-in finds their language there", async ({ page }) => {
  await page.goto("/signin");
  const choice = page.getByRole("group", { name: "Language" });
  await expect(choice.getByRole("button", { name: "English" })).toHaveAttribute("aria-pressed", "true");
  await choice.getByRole("button", { name: "日本語" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expectAccessible(page);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("from right to left the page is mirrored, and nothing hangs over its edge", async ({ page, signIn }) => {
  await page.addInitScript(() => localStorage.setItem("oss.language", "ar-XB"));
  await signIn();
  await look(page, async () => expect(page.locator("html")).toHaveAttribute("dir", "rtl"));
  // A mail in English still runs from left to right: its beginning is seen, not its end.
  await page.goto("/inbox?view=all");
  expect(await page.locator("[data-ticket-id]").first().evaluate((link) => getComputedStyle(link).direction)).toBe("ltr");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(TICKET);
  const left = async (name: string) => (await page.getByRole("complementary", { name }).boundingBox())?.x;
  expect(await left("Details")).toBe(0);
  // The edge of the panel goes the way of the arrow.
  const edge = page.getByRole("separator", { name: "Width of the details" });
  const width = Number(await edge.getAttribute("aria-valuenow"));
  await edge.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", String(width + 16));
});

test("the bell and the messages of the app have names of their own", async ({ page, signIn }) => {
  await signIn();
  await expect(page.getByRole("region", { name: /^Messages/ })).toBeAttached();
  await expect(page.getByRole("button", { name: /^Notifications/ })).toHaveCount(1);
  await expect(page.getByRole("region", { name: /Notifications/ })).toHaveCount(0);
});
