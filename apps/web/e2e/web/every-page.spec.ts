import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectSound, test } from "../support/test.ts";

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

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Loads the page at one size and makes it the other: every second page is loaded on the phone. */
async function expectSoundAtEachSize(page: Page, at: number, path: string, expectShown: () => Promise<void>): Promise<void> {
  for (const [round, size] of (at % 2 === 0 ? SIZES : SIZES.toReversed()).entries())
    await test.step(`${size.width} px`, async () => {
      await page.setViewportSize(size);
      if (round === 0) await page.goto(path);
      await expectShown();
      await expectSound(page);
    });
}

for (const [part, some] of Object.entries({ "page of work": work, "page of administration": administration, "page of settings": settings }))
  test(`no ${part} has an accessibility violation, an error or a sideways scroll, at any size, in any theme`, async ({ page, signIn }) => {
    test.setTimeout(300_000);
    await signIn();
    for (const [at, [name, path]] of Object.entries(some).entries())
      await test.step(name, () =>
        expectSoundAtEachSize(page, at, path, async () => {
          await expect(page.getByRole("heading", { level: name === "nowhere" ? 2 : 1 }).first()).toBeVisible();
          await expect(page.getByText("Loading", { exact: true })).toHaveCount(0);
        }),
      );
  });

test("the sign-in page has no accessibility violation or sideways scroll, at any size, in any theme", async ({ page }) => {
  for (const first of [0, 1]) await expectSoundAtEachSize(page, first, "/signin", () => expect(page.getByLabel("E-mail address")).toBeVisible());
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
