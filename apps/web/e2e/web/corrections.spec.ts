import type { Page, Ticket } from "@/api/types";

import { expect, expectAccessible, test } from "../support/test.ts";

test("merges another ticket, says so there, and undoes it from the timeline", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=new" });
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: /Merge other tickets/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Merge" })).toBeDisabled();
  const choice = dialog.getByRole("list", { name: "Tickets", exact: true }).getByRole("button").nth(2);
  const code = /T-\d+/.exec(await choice.innerText())?.[0] ?? "";
  await choice.click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(page.getByText(`${code} merged into this ticket`)).toBeVisible();
  const undo = page.getByRole("button", { name: /^Undo: Tickets merged/ });
  await expectAccessible(page);
  await undo.click();
  await expect(page.getByText("A change was undone")).toBeVisible();
  await expect(undo).toBeHidden();
});

test("a merged ticket says where its messages are and leads there", async ({ page, signIn }) => {
  await signIn();
  const listed = (await (await page.request.get("/api/tickets?limit=2")).json()) as Page<Ticket>;
  const [kept, gone] = listed.items;
  const { csrf_token } = (await (await page.request.get("/api/auth/csrf")).json()) as { csrf_token: string };
  await page.request.post(`/api/tickets/${kept?.id ?? ""}/merge`, { data: { source_ticket_ids: [gone?.id] }, headers: { "x-csrf-token": csrf_token } });
  await page.goto(`/tickets/${gone?.id ?? ""}`);
  await expect(page.getByText("This ticket was merged into another one")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: `Open ${kept?.ticket_code ?? ""}` }).click();
  await expect(page).toHaveURL(new RegExp(kept?.id ?? "-"));
  await expect(page.getByRole("region", { name: "Conversation" }).getByRole("article").first()).toBeVisible();
});

test("a message can be moved or split off by keyboard, and routing applied again", async ({ page, signIn }) => {
  await signIn();
  const listed = (await (await page.request.get("/api/tickets?status=pending&limit=100")).json()) as Page<Ticket>;
  const ticket = listed.items.find(({ message_count }) => message_count >= 4);
  await page.goto(`/tickets/${ticket?.id ?? ""}`);
  const messages = page.getByRole("region", { name: "Conversation" }).getByRole("article");
  await expect(messages).toHaveCount(ticket?.message_count ?? 0);
  await page.getByRole("button", { name: "Message actions" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Split into a new ticket" }).press("Enter");
  await expect(page.getByText(/^Split off as T-/)).toBeVisible();
  await expect(messages).toHaveCount((ticket?.message_count ?? 0) - 1);
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: "Apply routing again" }).click();
  await expect(page.getByText("Routing applied again")).toBeVisible();
  await page.getByRole("button", { name: "Ticket actions" }).click();
  await page.getByRole("menuitem", { name: /Split messages off/ }).click();
  await page.getByRole("dialog").getByRole("checkbox").first().check();
  // A toast that is fading has no contrast.
  await expect(page.locator("[data-sonner-toast]")).toHaveCount(0, { timeout: 20_000 });
  await expectAccessible(page);
  await expect(page.getByRole("button", { name: "Split 1 message off" })).toBeEnabled();
});
