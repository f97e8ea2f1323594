import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";

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
        // The tests' own probes cannot run in the sandboxed frame of a mail, and say so.
        const probe = message.text().startsWith("Blocked script execution in 'about:srcdoc'");
        if (message.type() === "error" && !probe) noise.push(message.text());
      });
      page.on("pageerror", (error) => noise.push(error.message));
      await use(undefined);
      if (!info.annotations.some((annotation) => annotation.type === "expects-failures")) expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

const everything = (axe: AxeBuilder) => axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
/** The rules of these that look at colours. */
export const colours = (axe: AxeBuilder) => axe.withRules(["color-contrast", "link-in-text-block"]);

/** WCAG 2.2 A and AA. Mail is its author's business: the frames are not judged. */
export async function expectAccessible(page: Page, rules = everything): Promise<void> {
  // What is in order is not described: that takes as long as to look.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  const { violations } = await rules(axe).setLegacyMode(true).exclude("iframe").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`)).toEqual([]);
}

export const rows = (page: Page) => page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem");
