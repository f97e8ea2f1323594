// Takes the pictures of README and docs from a running demo:
//   node scripts/screenshots.mjs URL EMAIL ORGANISATION FOLDER
// Each picture is a state that somebody can reach by hand; what is not there after a while is an error.
import { chromium } from "@playwright/test";

const [url, email, organization_name, folder] = process.argv.slice(2);
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 60_000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Signs in on a page of its own, does what leads to the picture, and takes it. */
async function picture(name, { viewport = DESKTOP, colorScheme = "light" }, reach) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "en-US", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const { csrf_token } = await (await page.request.get(`${url}/api/auth/csrf`)).json();
  await page.request.post(`${url}/api/auth/dev/login`, { data: { email, organization_name }, headers: { "x-csrf-token": csrf_token } });
  await reach(page);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
  console.log(`  ${name}.png`);
}

/** Waits until no mail is on its way any more: a picture of a list that still grows would never be the same twice. */
async function settled() {
  const context = await browser.newContext();
  const { csrf_token } = await (await context.request.get(`${url}/api/auth/csrf`)).json();
  await context.request.post(`${url}/api/auth/dev/login`, { data: { email, organization_name }, headers: { "x-csrf-token": csrf_token } });
  const count = async (state) => (await (await context.request.get(`${url}/api/ops/occurrences?limit=1&state=${state}`)).json()).items.length;
  const until = Date.now() + 5 * PATIENCE_MS;
  while ((await count("processed")) === 0 || (await count("discovered")) + (await count("fetched")) > 0) {
    if (Date.now() > until) throw new Error("The demo's mail is still on its way.");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await context.close();
}

const rows = (page) => page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem");
const mails = (page) => page.getByRole("region", { name: "Conversation" }).getByRole("article");

async function inbox(page, search = "view=all") {
  await page.goto(`${url}/inbox?${search}`);
  await rows(page).nth(2).waitFor();
}

/** The first ticket of a list in which a customer and the company have written. */
async function ticket(page) {
  await inbox(page, "status=open");
  await rows(page).first().getByRole("link").click();
  await mails(page).first().waitFor();
}

await settled();
for (const [suffix, colorScheme] of [["", "light"], ["-dark", "dark"]]) {
  await picture(`inbox${suffix}`, { colorScheme }, inbox);
  await picture(`ticket${suffix}`, { colorScheme }, ticket);
}
await picture("inbox-phone", { viewport: PHONE }, inbox);
await picture("ticket-phone", { viewport: PHONE }, ticket);
await picture("due", {}, (page) => inbox(page, "view=due"));
await picture("search", {}, async (page) => {
  await inbox(page);
  await page.keyboard.press("/");
  await page.keyboard.type("is:unread from:");
  await page.getByRole("option").first().waitFor();
});
await picture("composer", {}, async (page) => {
  await ticket(page);
  await page.keyboard.press("r");
  await page.getByRole("textbox", { name: "Your answer" }).waitFor();
  await page.keyboard.type("Thank you for asking. The part left our warehouse this morning; you have it tomorrow.");
  await page.getByText("Saved", { exact: true }).waitFor();
});
await picture("why", {}, async (page) => {
  await ticket(page);
  await page.getByRole("button", { name: "Message actions" }).first().click();
  await page.getByRole("menuitem", { name: "Why is this here?" }).click();
  await page.getByRole("dialog").getByText(/% sure/).first().waitFor();
});
await picture("keys", {}, async (page) => {
  await ticket(page);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
});
await picture("mailboxes", {}, async (page) => {
  await page.goto(`${url}/mailboxes`);
  await page.getByRole("button", { name: "Check connection" }).first().waitFor();
});
await browser.close();
