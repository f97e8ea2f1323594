import { readFileSync } from "node:fs";

import { expect, expectAccessible, rows, test } from "../support/test.ts";

/** The policy that the pages have in production, where the API serves them. */
function policy(): string {
  const source = readFileSync(new URL("../../../api/app/web.py", import.meta.url), "utf8");
  const written = /^UI_POLICY = \(([^]*?)^\)/m.exec(source)?.[1] ?? "";
  return [...written.matchAll(/"([^"]*)"/g)].map((piece) => piece[1]).join("");
}

test("the details are made wider by hand and by key, stay so, and show the requester's other tickets", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all&q=order 88231" });
  await rows(page).getByRole("link").first().click();
  const edge = page.getByRole("separator", { name: "Width of the details" });
  const panel = page.getByRole("complementary", { name: "Details" });
  const width = async () => (await panel.boundingBox())?.width ?? 0;
  await expect(edge).toHaveAttribute("aria-valuenow", "320");
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(width).toBe(336);
  const from = await edge.boundingBox();
  if (!from) throw new Error("the edge is not drawn");
  await page.mouse.move(from.x + 4, 400);
  await page.mouse.down();
  await page.mouse.move(from.x - 2_000, 400);
  await page.mouse.up();
  await expect.poll(width).toBe(560);
  await page.reload();
  await expect.poll(width).toBe(560);
  await page.setViewportSize({ width: 1120, height: 800 });
  await expect.poll(width).toBe(448);
  await edge.dblclick();
  await expect.poll(width).toBe(320);

  const others = panel.getByRole("list", { name: "Other tickets of this requester" }).getByRole("link");
  const here = page.url();
  await others.first().click();
  await expect(page).not.toHaveURL(here);
  // The one that was left is now among the others.
  await expect(panel.locator(`a[href="${new URL(here).pathname}"]`)).toBeVisible();
});

test("attachments are looked at: a PDF, a picture and a text, by mouse and by key", async ({ page, signIn }) => {
  test.slow(); // The reader of PDFs is large.
  expect(policy()).toContain("script-src 'self';");
  await page.route(/\/inbox\?|pdf\.worker/, async (route) => {
    // A connection that is used again may just be ended by the server.
    const response = await route.fetch({ maxRetries: 2 });
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy() } });
  });
  await signIn({ path: "/inbox?view=all&q=invoice 10482" });
  await rows(page).getByRole("link").first().click();
  const opener = page.getByRole("button", { name: "Look at invoice-2026-10482.pdf" });
  await opener.click();
  const pdf = page.getByRole("dialog", { name: "invoice-2026-10482.pdf" });
  await expect(pdf.getByRole("group", { name: "Page 1 of 2" })).toContainText("Corrected invoice 2026-10482", { timeout: 20_000 });
  // The words are drawn, in a colour that the white page does not have.
  const drawn = () => pdf.locator("canvas").first().evaluate((canvas: HTMLCanvasElement) => new Set(canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height / 4).data).size > 4);
  await expect.poll(drawn).toBe(true);
  await expectAccessible(page);

  await page.keyboard.press("ArrowRight");
  const picture = page.getByRole("dialog", { name: "letter.png" });
  await expect.poll(() => picture.getByRole("img", { name: "letter.png" }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(720);
  await page.keyboard.press("ArrowRight");
  const text = page.getByRole("dialog", { name: "order-lines.csv" });
  await expect(text.getByText("Chain ring 30T")).toBeVisible();
  await expect(text.getByText("only the beginning")).toBeVisible();
  await expect(text.getByRole("link", { name: "Download order-lines.csv" })).toHaveAttribute("href", /\/attachments\/.+\/download$/);
  await page.keyboard.press("ArrowRight");
  await expect(text).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(text).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("v");
  await expect(pdf.getByRole("group", { name: "Page 1 of 2" })).toContainText("Corrected invoice 2026-10482");
});

test("an invitation is a card: what, when in the reader's zone, where, and who answered what", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all&q=Termin" });
  await rows(page).getByRole("link").first().click();
  const card = page.getByRole("region", { name: "Invitation" });
  await expect(card).toContainText("Annual inspection, with the rear brake");
  await expect(card).toContainText("Every year, 3 times");
  await expect(card.getByRole("listitem").filter({ hasText: "Aisha Khan" })).toContainText("perhaps");
  await expectAccessible(page);
});

test("merge, split and move are reached by keys, which the sheet lists", async ({ page, signIn }) => {
  await signIn({ path: "/tickets/00000004-0000-4000-8000-000000000010" });
  await expect(page.getByRole("region", { name: "Conversation" })).toBeVisible();
  for (const [key, title] of [["m", "Merge a ticket into this one"], ["s", "Split messages into a new ticket"], ["v", "Move the message to another ticket"]] as const) {
    await page.keyboard.press("c");
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: title })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("Apply routing again")).toBeVisible();
});

test("a conversation opens where its unread begins, and leads there and to the newest by key", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all" });
  const { items } = (await (await page.request.get("/api/tickets?limit=100")).json()) as { items: { id: string; tags: string[] }[] };
  const unreadOf = async (id: string) => ((await (await page.request.get(`/api/tickets/${id}`)).json()) as { first_unread_message_id: string | null }).first_unread_message_id;
  let found: { id: string; message: string } | undefined;
  for (const { id, tags } of items) {
    const message = tags.includes("long") ? null : await unreadOf(id);
    if (message === null) continue;
    found = { id, message };
    break;
  }
  if (!found) throw new Error("nothing is unread");
  await page.goto(`/tickets/${found.id}`);
  const line = page.getByText("New since you last looked");
  await expect(line).toBeInViewport();
  const card = page.locator(`#message-${found.message}`);
  await expect(card).toBeInViewport();
  // Nor does it move when the mails beside it are filled in.
  const top = async () => (await card.boundingBox())?.y;
  const landed = await top();
  await expect(page.locator("[data-mail-frame]:not(:has(iframe))")).toHaveCount(0);
  expect(await top()).toBe(landed);
  await page.keyboard.press(".");
  await page.keyboard.press(",");
  await expect(card).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(rows(page).first()).toBeVisible();
  await page.goBack();
  await expect(card).toBeVisible();
  await expect(line).toHaveCount(0);
  await page.keyboard.press(",");
  await expect(page.getByText("Nothing here was unread.")).toBeVisible();
});

test("the first of many unread messages is found however far back it is", async ({ page, signIn }) => {
  test.slow(); // Several pages of a long conversation.
  await signIn({ path: "/inbox?view=all&tag=long" });
  await rows(page).getByRole("link").first().click();
  const jump = page.getByRole("group", { name: "Long conversation" });
  await jump.getByRole("button", { name: "First unread" }).click();
  const line = page.getByText("New since you last looked");
  await expect(line).toBeInViewport();
  // In sight, and not below what floats there.
  await expect.poll(async () => ((await line.boundingBox())?.y ?? 0) - ((await jump.boundingBox())?.y ?? 0)).toBeGreaterThan(30);
  await jump.getByRole("button", { name: "Newest" }).click();
  await expect(page.getByRole("region", { name: "Conversation" }).getByRole("article").last()).toBeInViewport();
});
