import type { Page } from "@playwright/test";

import { colours, expect, expectAccessible, test } from "../support/test.ts";

const work = {
  inbox: "/inbox",
  "empty search": "/inbox?q=zzzz",
  ticket: "/tickets/00000004-0000-4000-8000-000000000010",
  "html ticket": "/tickets/00000004-0000-4000-8000-000000000016",
};

const administration = {
  mailboxes: "/mailboxes",
  connected: "/mailboxes/connected?mailbox_id=00000005-0000-4000-8000-000000000001",
  "not connected": "/mailboxes/connected?error=scope_missing",
  operations: "/ops",
  "failed jobs": "/ops?tab=jobs",
  "a check of the store": "/ops?tab=verify",
  "mail to be processed again": "/ops?tab=replay",
  parked: "/parked",
  nowhere: "/no/such/page",
};

const settings = {
  settings: "/settings",
  "settings of sending": "/settings/sending",
  "a signature": "/settings/sending/0000000a-0000-4000-8000-000000000001",
  "canned replies": "/settings/canned",
  "a canned reply": "/settings/canned/0000000b-0000-4000-8000-000000000001",
  acknowledgements: "/settings/acknowledgements",
  "response times": "/settings/response-times",
  "an acknowledgement": "/settings/acknowledgements/00000003-0000-4000-8000-000000000001",
};

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Looks at what is shown now, in each theme. All that the dark one changes is colours. */
async function expectSound(page: Page): Promise<void> {
  for (const [colorScheme, rules] of [["light", undefined], ["dark", colours]] as const)
    await test.step(colorScheme, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))); // the colours have changed
      await expectAccessible(page, rules);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    });
}

for (const [size, viewport] of Object.entries(sizes))
  test.describe(size, () => {
    test.use({ viewport });

    for (const [part, some] of Object.entries({ "page of work": work, "page of administration": administration, "page of settings": settings }))
      test(`no ${part} has an accessibility violation, an error or a sideways scroll, in any theme`, async ({ page, signIn }) => {
        test.setTimeout(240_000);
        await signIn();
        for (const [name, path] of Object.entries(some))
          await test.step(name, async () => {
            await page.goto(path);
            await expect(page.getByRole("heading", { level: name === "nowhere" ? 2 : 1 }).first()).toBeVisible();
            await expect(page.getByText("Loading", { exact: true })).toHaveCount(0);
            await expectSound(page);
          });
      });

    test("the sign-in page has no accessibility violation or sideways scroll, in any theme", async ({ page }) => {
      await page.goto("/signin");
      await expect(page.getByLabel("E-mail address")).toBeVisible();
      await expectSound(page);
    });
  });

test("the keyboard sheet, the palette and the phone's menu are accessible too", async ({ page, signIn }) => {
  test.slow(); // It looks for accessibility three times.
  await signIn();
  await expect(page.getByRole("list", { name: "Tickets", exact: true })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Next ticket");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("unass");
  await expect(page.getByRole("dialog", { name: "Command palette" }).getByRole("combobox")).toHaveValue("unass");
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Unassigned", level: 1 })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Open menu" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Mailboxes" }).click();
  await expect(page.getByRole("heading", { name: "Mailboxes", level: 1 })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the theme is a choice that is kept", async ({ page, signIn }) => {
  await signIn();
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.reload();
  await expect(page.locator("html")).toHaveClass(/dark/);
});
