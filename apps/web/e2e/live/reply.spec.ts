/**
 * One answer on a running demo, from the button to the customer's next mail: taken as an agent would, proven by the
 * journal. Needs what `bin/demo` starts; E2E_SIM_URL says where the simulated Workspace is.
 */
import type { Page } from "@playwright/test";

import type { Page as Listed, Ticket } from "@/api/types";

import { expect, test } from "../support/test.ts";

const simulator = process.env.E2E_SIM_URL;
const email = process.env.E2E_EMAIL ?? "admin@acme.example";
const organisation = process.env.E2E_ORGANIZATION ?? "Acme Robotics";
const run = Date.now().toString(36);
const customer = `live-${run}@reply.example`;

test.skip(simulator === undefined, "needs E2E_SIM_URL; bin/test gives it");

async function customerSends(body: object): Promise<void> {
  const answer = await fetch(`${simulator}/sim/customers/${customer}/send`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(answer.ok, await answer.text()).toBe(true);
}

interface CustomerMail {
  id: number;
  direction: string;
}

/** The newest mail that reached the customer. */
async function newestReceived(): Promise<CustomerMail | undefined> {
  const answer = (await (await fetch(`${simulator}/sim/customers/${customer}/messages`)).json()) as CustomerMail[] | { items: CustomerMail[] };
  return (Array.isArray(answer) ? answer : answer.items).filter(({ direction }) => direction === "received").at(-1);
}

async function tickets(page: Page): Promise<Ticket[]> {
  const answer = await page.request.get(`/api/tickets?requester_email=${customer}&limit=10`);
  return ((await answer.json()) as Listed<Ticket>).items;
}

test("an agent's reply waits, leaves once, is seen in the journal, and is answered into the same ticket", async ({ page, expectFailures }) => {
  expectFailures(); // Before the sign-in /me answers 401, which the browser logs.
  await customerSends({ to: "support@acme.example", subject: `Rotor ${run}`, text: "The rotor hums." });
  await page.goto("/settings/sending");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Organisation").fill(organisation);
  await page.getByRole("button", { name: "Sign in" }).click();

  await test.step("choose how long a reply can be taken back", async () => {
    const delay = page.getByRole("combobox", { name: "Time to take a reply back" });
    await delay.click();
    await page.getByRole("option", { name: "5 seconds" }).click();
    await expect(delay).toHaveText("5 seconds");
  });

  const conversation = page.getByRole("region", { name: "Conversation" });
  await test.step("answer, take it back, send it", async () => {
    await expect.poll(async () => (await tickets(page)).length, { intervals: [500] }).toBe(1);
    const [ticket] = await tickets(page);
    await page.goto(`/tickets/${ticket?.id ?? ""}`);
    await expect(conversation.getByText("The rotor hums.").first()).toBeVisible();
    await page.keyboard.press("r");
    const answer = page.getByRole("textbox", { name: "Your answer", exact: true });
    await expect(answer).toBeFocused();
    await page.keyboard.type("Oil it, please.");
    await page.keyboard.press("Control+Enter");
    await expect(conversation.getByText(/Leaves in \d seconds?/)).toBeVisible();
    await page.keyboard.press("z");
    await expect(answer).toContainText("Oil it, please.");
    expect(await newestReceived()).toBeUndefined();
    await page.keyboard.press("Control+Enter");
    await expect(conversation.getByText(/Leaves in \d seconds?/)).toBeVisible();
  });

  await test.step("sent, and seen in the journal", async () => {
    await expect(conversation.getByText("Seen in the journal")).toBeVisible({ timeout: 60_000 });
    expect(await newestReceived()).toBeDefined();
  });

  await test.step("the customer's answer stands in the same ticket", async () => {
    await customerSends({ text: "It is quiet now.", reply_to_message: (await newestReceived())?.id });
    await expect(conversation.getByText("It is quiet now.").first()).toBeVisible({ timeout: 60_000 });
    const found = await tickets(page);
    expect(found.map(({ message_count }) => message_count)).toEqual([3]);
  });
});
