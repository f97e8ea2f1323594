import { gzipSync } from "node:zlib";

import { expect, rows, test } from "../support/test.ts";

/** Bytes of JavaScript, packed, before the list is seen. What is needed later comes later. */
const MOST = 225_000;

test("the list is there with little code, and what a key opens comes when a key is pressed", async ({ page, signIn, expectFailures }) => {
  expectFailures(); // The network is taken away at the end.
  const loaded: { url: string; bytes: Promise<number> }[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") loaded.push({ url: response.url(), bytes: response.body().then((body) => gzipSync(body).length) });
  });
  let underWay = 0;
  page.on("request", () => (underWay += 1));
  for (const end of ["requestfinished", "requestfailed"] as const) page.on(end as "requestfinished", () => (underWay -= 1));
  await signIn({ path: "/inbox?view=all" });
  await expect(rows(page).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(loaded.map((one) => one.bytes));
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MOST);
  expect(loaded.map((one) => one.url).filter((url) => /pdf|reply-composer|command-palette/.test(url))).toEqual([]);

  await page.keyboard.press("j");
  await expect.poll(() => loaded.some((one) => one.url.includes("command-palette"))).toBe(true);
  // The stream of changes is never finished.
  await expect.poll(() => underWay).toBeLessThanOrEqual(1);
  // From here on the network may be gone.
  await page.context().setOffline(true);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await page.context().setOffline(false);
});
