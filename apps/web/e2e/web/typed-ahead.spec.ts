import type { Page } from "@playwright/test";

import { expect, test } from "../support/test.ts";

/** A ticket with a customer's mail and a Cc. */
const path = "/tickets/00000004-0000-4000-8000-00000000001f";
const editor = (page: Page) => page.getByRole("textbox", { name: "Your answer", exact: true });
const conversation = (page: Page) => page.getByRole("region", { name: "Conversation" });

/** An organisation that nobody has left a draft in. */
const untouched = () => `Typing ${crypto.randomUUID()}`;

/** The composer begins with the draft: until it is there, whoever opened it writes on. */
async function slowDrafts(page: Page): Promise<void> {
  await page.route("**/draft", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
}

test("what is typed before the editor is there belongs to the letter, and is no shortcut", async ({ page, signIn }) => {
  await slowDrafts(page);
  await signIn({ organisation: untouched(), path });
  await expect(conversation(page).getByRole("article").first()).toBeVisible();
  const status = page.getByRole("combobox", { name: "Status" });
  await expect(status).toBeVisible();
  const before = await status.textContent();
  await page.keyboard.press("r");
  await page.keyboard.type("Hello #1,");
  await page.keyboard.press("Enter");
  // Without a pause, until well after the editor is there.
  await page.keyboard.type("jam, zero delays & dodgy edges: gone. Regards, Ingrid", { delay: 45 });
  await expect(editor(page)).toBeFocused();
  await expect(editor(page).locator("p").nth(0)).toHaveText("Hello #1,");
  await expect(editor(page).locator("p").nth(1)).toHaveText("jam, zero delays & dodgy edges: gone. Regards, Ingrid");
  await expect(status).toHaveText(before ?? "");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/inbox/);
});

test("a forward that is opened takes what is typed as recipients", async ({ page, signIn }) => {
  await slowDrafts(page);
  await signIn({ organisation: untouched(), path });
  await expect(conversation(page).getByRole("article").first()).toBeVisible();
  await page.keyboard.press("f");
  await page.keyboard.type("workshop@halden.example");
  await page.keyboard.press("Enter");
  // Until well after the form is there.
  await page.keyboard.type("jan.eide@parts-and-more.example", { delay: 70 });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove workshop@halden.example" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove jan.eide@parts-and-more.example" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "To", exact: true })).toHaveValue("");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
});

test("what is typed before the palette is there is what it searches, and does nothing else", async ({ page, signIn }) => {
  await page.route("**/assets/command-palette-*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await signIn();
  await expect(page.locator("[data-ticket-id]").first()).toBeVisible();
  await page.keyboard.press("Control+k");
  // Without a pause, until well after the palette is there.
  await page.keyboard.type("resolved", { delay: 200 });
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("combobox")).toHaveValue("resolved");
  await expect(page.locator("[data-sonner-toast]")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(page).toHaveURL(/inbox$/);
});

test("the name of a view may be typed before its form is there", async ({ page, signIn }) => {
  await page.route("**/assets/new-view-*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await signIn({ organisation: untouched(), path: "/inbox?priority=high" });
  await page.getByRole("button", { name: "Save view" }).click();
  // Without a pause, until well after the form is there.
  await page.keyboard.type("Mixed leads", { delay: 150 });
  await expect(page.getByRole("textbox", { name: "Name of the view" })).toHaveValue("Mixed leads");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Mixed leads/ })).toBeVisible();
});
