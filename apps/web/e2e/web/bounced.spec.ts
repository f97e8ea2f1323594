import type { Page as Tab } from "@playwright/test";

import type { Page, Ticket, TicketDetail } from "@/api/types";

import { expect, expectAccessible, test } from "../support/test.ts";

const conversation = (page: Tab) => page.getByRole("region", { name: "Conversation" });

/** A ticket whose requester our mail does not reach: every 26th from the 16th may be one. */
async function bouncedTicket(page: Tab): Promise<TicketDetail> {
  for (let n = 16; n < 1000; n += 26) {
    const answer = await page.request.get(`/api/tickets/00000004-0000-4000-8000-${n.toString(16).padStart(12, "0")}`);
    const detail = (await answer.json()) as TicketDetail;
    if (detail.requester_bounced !== null && detail.ticket.status !== "spam") return detail;
  }
  throw new Error("no ticket bounces");
}

test("an address that bounced is marked on the contact, as author and as recipient, and asked about before sending", async ({ page, signIn }) => {
  await signIn();
  const { ticket } = await bouncedTicket(page);
  await page.goto(`/tickets/${ticket.id}`);
  const mark = new RegExp(`^${ticket.requester_email}: Mail to this address came back$`);
  await page.getByRole("complementary", { name: "Details" }).getByRole("button", { name: mark }).click();
  await expect(page.getByText("The email account that you tried to reach does not exist", { exact: false }).last()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  // As the author of the first mail, and as the recipient of the last.
  for (const message of [conversation(page).getByRole("article").first(), conversation(page).getByRole("article").last()]) {
    await expect(message.getByRole("button", { name: mark })).toBeVisible();
  }
  await conversation(page).getByRole("article").last().click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("r");
  await expect(page.getByRole("textbox", { name: "Your answer", exact: true })).toBeFocused();
  await page.keyboard.type("Hello again");
  await expect(page.getByRole("list", { name: "Before you send" })).toContainText(`Mail to this address came back: ${ticket.requester_email}.`);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: "Send anyway" })).toBeVisible();
});

test("any message can be answered or sent on, also where a draft waits", async ({ page, signIn }) => {
  await signIn();
  const listed = (await (await page.request.get("/api/tickets?status=open&status=pending&limit=100")).json()) as Page<Ticket>;
  const ticket = listed.items.find(({ message_count }) => message_count === 4);
  await page.goto(`/tickets/${ticket?.id ?? ""}`);
  const first = conversation(page).getByRole("article").first();
  const text = page.getByRole("textbox", { name: "Your answer", exact: true });
  await expect(first).toBeVisible();
  await page.keyboard.press("r");
  await text.pressSequentially("A draft");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  if ((await first.getByRole("button", { name: "Message actions" }).count()) === 0) await first.getByRole("button", { name: /^Show the message/ }).click();
  await first.getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menuitem", { name: "Forward this message" }).click();
  await expect(page.getByRole("button", { name: /^How to answer: Forward/ })).toBeVisible();
  await expect(text).toContainText("A draft");
  await expect(page.getByRole("button", { name: /^Remove .+@/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Show what is quoted below your answer" }).click();
  const { messages } = (await (await page.request.get(`/api/tickets/${ticket?.id ?? ""}`)).json()) as TicketDetail;
  await expect(page.locator('iframe[title="Quoted history"]').contentFrame().getByText(messages[0]?.body_text.split("\n").find((line) => line.length > 20) ?? "-", { exact: false }).first()).toBeVisible();
});
