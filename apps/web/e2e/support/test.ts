import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import axe from "axe-core";

export type SignIn = (options?: { organisation?: string; path?: string }) => Promise<void>;

/**
 * A test fails when the page logs an error or throws, whatever else it proves. Requests that a test lets fail on
 * purpose are named with `expectFailures`.
 */
export const test = base.extend<{ signIn: SignIn; expectFailures: () => void; quiet: undefined }>({
  signIn: async ({ page }, use) => {
    await use(async ({ organisation = "Halden Cycles", path = "/inbox" } = {}) => {
      const answer = await page.request.post("/api/auth/dev/login", { data: { email: "ingrid@halden.example", organization_name: organisation } });
      expect(answer.ok()).toBe(true);
      await page.goto(path);
    });
  },
  expectFailures: async ({}, use, info) => {
    await use(() => info.annotations.push({ type: "expects-failures" }));
  },
  quiet: [
    async ({ page }, use, info) => {
      const noise: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") noise.push(message.text());
      });
      page.on("pageerror", (error) => noise.push(error.message));
      await use(undefined);
      if (!info.annotations.some((annotation) => annotation.type === "expects-failures")) expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** WCAG 2.2 A and AA, and the rules of these that look at colours. */
const EVERYTHING: axe.RunOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
const COLOURS: axe.RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** No violation in the page as it stands. Mail is its author's business: the frames are not judged. */
export async function expectAccessible(page: Page, runOnly = EVERYTHING): Promise<void> {
  // Once a document: to evaluate it takes as long as a small page takes to judge.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (rules) => {
    const judge = (window as unknown as { axe: typeof axe }).axe;
    // What is in order is not described: that takes as long as to look.
    const { violations } = await judge.run({ exclude: [["iframe"]] }, { runOnly: rules, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
  }, runOnly);
  expect(found).toEqual([]);
}

/** Accessible, and no wider than the window, in each theme. All that the dark one changes is colours. */
export async function expectSound(page: Page): Promise<void> {
  for (const [colorScheme, rules] of [["light", EVERYTHING], ["dark", COLOURS]] as const)
    await test.step(colorScheme, async () => {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))); // the colours have changed
      await expectAccessible(page, rules);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    });
}

export const rows = (page: Page) => page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem");
