import { expect, rows, test } from "../support/test.ts";

test("the details are made wider by hand and by key, stay so, and show the requester's other tickets", async ({ page, signIn }) => {
  await signIn({ path: "/inbox?view=all&q=order 88231" });
  await rows(page).getByRole("link").first().click();
  const edge = page.getByRole("separator", { name: "Width of the details" });
  const panel = page.getByRole("complementary", { name: "Details" });
  const width = async () => (await panel.boundingBox())?.width ?? 0;
  await expect(edge).toHaveAttribute("aria-valuenow", "320");
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  expect(await width()).toBe(336);
  const from = await edge.boundingBox();
  if (!from) throw new Error("the edge is not drawn");
  await page.mouse.move(from.x + 4, 400);
  await page.mouse.down();
  await page.mouse.move(from.x - 2_000, 400);
  await page.mouse.up();
  expect(await width()).toBe(560);
  await page.reload();
  await expect.poll(width).toBe(560);
  await page.setViewportSize({ width: 1120, height: 800 });
  expect(await width()).toBe(448);
  await edge.dblclick();
  await expect.poll(width).toBe(320);

  const others = panel.getByRole("list", { name: "Other tickets of this requester" }).getByRole("link");
  const here = page.url();
  await others.first().click();
  await expect(page).not.toHaveURL(here);
  // The one that was left is now among the others.
  await expect(panel.locator(`a[href="${new URL(here).pathname}"]`)).toBeVisible();
});
