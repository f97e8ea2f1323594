import { expect, test } from "../support/test.ts";

const id = "00000004-0000-4000-8000-00000000001f";
const ticket = `/tickets/${id}`;
const OFFLINE_MS = 20_000;

test("twenty seconds offline: nothing written or decided is lost, and what came meanwhile is there", async ({ page, context, signIn, expectFailures }) => {
  expectFailures(); // Without a connection requests fail.
  test.setTimeout(90_000);
  await signIn({ path: ticket });
  const conversation = page.getByRole("region", { name: "Conversation" });
  await expect(conversation.getByRole("article").first()).toBeVisible();
  await page.keyboard.press("r");
  const editor = page.getByRole("textbox", { name: "Your answer", exact: true });
  await expect(editor).toBeFocused();
  await page.keyboard.type("Before the tunnel, ");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await context.setOffline(true);
  const began = Date.now();
  await expect(page.getByText(/^You are offline/)).toBeVisible();
  await page.keyboard.type("in the tunnel");
  await expect(page.getByText("Not saved yet; it is tried again")).toBeVisible();
  await page.getByRole("button", { name: "Fold the composer" }).click();
  await page.keyboard.press("p");
  await page.keyboard.type("urg");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Priority" })).toHaveText("Urgent");
  await page.keyboard.press("n");
  await page.keyboard.type("Written without a connection");
  await page.keyboard.press("Control+Enter");
  // page.request is not the page's own connection.
  await page.request.post(`/api/mock/answer/${id}`, { data: { text: "It came while you were away." } });
  await page.waitForTimeout(Math.max(0, OFFLINE_MS - (Date.now() - began)));

  await context.setOffline(false);
  await expect(page.getByText(/^You are offline/)).toBeHidden();
  await expect(conversation.getByText("Written without a connection")).toBeVisible();
  await expect(conversation.getByText("It came while you were away.").first()).toBeVisible();
  await expect.poll(async () => ((await (await page.request.get(`/api/tickets/${id}`)).json()) as { ticket: { priority: string } }).ticket.priority).toBe("urgent");
  await page.reload();
  await page.getByRole("button", { name: "Continue your draft" }).click();
  await expect(editor).toContainText("Before the tunnel, in the tunnel");
});

test("a letter written offline outlives the tab", async ({ page, context, signIn, expectFailures }) => {
  expectFailures();
  await signIn({ path: ticket });
  await expect(page.getByRole("region", { name: "Conversation" }).getByRole("article").first()).toBeVisible();
  await page.keyboard.press("r");
  await expect(page.getByRole("textbox", { name: "Your answer", exact: true })).toBeFocused();
  await context.setOffline(true);
  await page.keyboard.type("Not lost");
  await expect(page.getByText("Not saved yet; it is tried again")).toBeVisible();
  await page.close();

  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto(ticket);
  await later.getByRole("button", { name: "Continue your draft" }).click();
  await expect(later.getByRole("textbox", { name: "Your answer", exact: true })).toContainText("Not lost");
  await expect(later.getByText("Saved", { exact: true })).toBeVisible();
  expect(await later.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("oss.letter.")))).toEqual([]);
});
