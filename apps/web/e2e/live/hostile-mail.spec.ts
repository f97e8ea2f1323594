/**
 * Hostile mail through the whole product: delivered to the simulated Workspace, ingested, stored, served, shown.
 * A canary server outside our origin must never be asked; nothing may run, open, navigate or ask. Needs a running demo
 * whose API was told REMOTE_IMAGES_TEST_HOSTS=pictures.test:PORT; E2E_SIM_URL and E2E_CANARY_PORT say where.
 */
import type { Page } from "@playwright/test";

import { Canary } from "../support/canary.ts";
import { hostileHtml, hostileMail } from "../support/hostile-mail.ts";
import { expect, test } from "../support/test.ts";

const simulator = process.env.E2E_SIM_URL;
const port = Number(process.env.E2E_CANARY_PORT ?? 0);
const run = Date.now().toString(36);
const sender = `hostile-${run}@vectors.example`;
const TO = "support@acme.example";
const PER_TICKET = 48;
const PROXY = /OSS-Ticketing-Image-Proxy/;

test.skip(simulator === undefined || port === 0, "needs E2E_SIM_URL and E2E_CANARY_PORT; bin/test gives both");

const canary = new Canary();
// One worker: there is one canary, and the product was told its address when it started.
test.describe.configure({ mode: "default" });
test.beforeAll(() => canary.listen(port));
test.afterAll(() => canary.close());

async function deliver(raw: string): Promise<void> {
  const answer = await fetch(`${simulator}/sim/deliver?sender=${sender}&recipient=${TO}`, { method: "POST", headers: { "content-type": "message/rfc822" }, body: raw });
  expect(answer.ok).toBe(true);
}

interface Listed {
  id: string;
  message_count: number;
}

/** The tickets of our sender, once all mails are in them. */
async function ticketsOf(page: Page, email: string, mails: number): Promise<Listed[]> {
  let found: Listed[] = [];
  await expect
    .poll(
      async () => {
        const answer = await page.request.get(`/api/tickets?requester_email=${email}&limit=100`);
        found = ((await answer.json()) as { items: Listed[] }).items;
        return found.reduce((sum, ticket) => sum + ticket.message_count, 0);
      },
      { timeout: 90_000, intervals: [1000] },
    )
    .toBe(mails);
  return found;
}

/** Opens every message of the page and gives every frame the time to do what it should not. */
async function openAll(page: Page, messages: number): Promise<void> {
  const articles = page.getByRole("region", { name: "Conversation" }).getByRole("article");
  await expect(articles).toHaveCount(messages);
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>('article header button[aria-expanded="false"]:not([aria-haspopup])')) button.click();
  });
  await expect(page.locator('article header button[aria-expanded="false"]:not([aria-haspopup])')).toHaveCount(0);
  await settled(page);
}

/** All frames are loaded, no request but the stream of events is under way, and a moment has passed for what comes late. */
async function settled(page: Page): Promise<void> {
  const loading = () =>
    page.evaluate(() => {
      const frames = [...document.querySelectorAll("iframe")];
      const images = frames.flatMap((frame) => [...(frame.contentDocument?.images ?? [])]);
      const awaited = document.querySelectorAll("[data-mail-frame]:not(:has(iframe))").length;
      return awaited + frames.filter((frame) => frame.contentDocument?.readyState !== "complete").length + images.filter((image) => !image.complete).length;
    });
  await expect.poll(loading).toBe(0);
  await page.waitForTimeout(300);
}

async function showAllImages(page: Page): Promise<void> {
  const buttons = page.getByRole("button", { name: "Show images" });
  await buttons.evaluateAll((all) => {
    for (const button of all) (button as HTMLElement).click();
  });
  await expect(buttons).toHaveCount(0);
  await settled(page);
}

/** Everything in the frames that could run, load or lead astray, read from the document that Chromium made of it. */
function suspects(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.getAttribute("sandbox") !== "allow-same-origin allow-popups allow-popups-to-escape-sandbox") found.push("sandbox");
      const body = frame.contentDocument?.body;
      if (!body) found.push("no document");
      for (const element of body?.querySelectorAll("*") ?? []) {
        if (!(element instanceof (frame.contentWindow as Window & typeof globalThis).HTMLElement)) found.push(`not HTML: ${element.outerHTML}`);
        if (/^(script|style|iframe|frame|object|embed|form|input|button|textarea|select|base|meta|link|template|dialog|video|audio|source)$/i.test(element.tagName)) found.push(element.outerHTML);
        for (const { name, value } of element.attributes) {
          if (/^on|^(id|name|srcset|srcdoc|action|formaction|ping|background|poster|slot|is)$/i.test(name)) found.push(element.outerHTML);
          if (name === "href" && !/^(https?:\/\/|mailto:|tel:|sms:)/i.test(value)) found.push(element.outerHTML);
          if (name === "src" && !/^(data:image\/(png|gif|jpe?g|webp|bmp)[;,]|\/api\/tickets\/)/i.test(value)) found.push(element.outerHTML);
          if (name === "style" && /url|@|\\|position\s*:\s*(fixed|absolute|sticky)/i.test(value)) found.push(element.outerHTML);
        }
      }
    }
    return found;
  });
}

/** Notes everything by which a mail could make itself felt. */
function watch(page: Page): string[] {
  const felt: string[] = [];
  const ours = new URL(process.env.E2E_BASE_URL ?? "").origin;
  page.on("dialog", (dialog) => {
    felt.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.context().on("page", (opened) => felt.push(`window ${opened.url()}`));
  page.on("download", (download) => felt.push(`download ${download.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${ours}/`) && !request.url().startsWith("data:image/")) felt.push(`request ${request.url()}`);
    if (request.isNavigationRequest() && request.frame() !== page.mainFrame()) felt.push(`navigation ${request.url()}`);
  });
  // What the sanitiser left would be stopped by the frame's walls, and Chromium says so.
  page.on("console", (message) => {
    if (/Blocked script|Refused to|Content Security Policy|sandbox/i.test(message.text())) felt.push(`console ${message.text()}`);
  });
  return felt;
}

async function signIn(page: Page): Promise<void> {
  const data = { email: process.env.E2E_EMAIL, organization_name: process.env.E2E_ORGANIZATION };
  const { csrf_token } = (await (await page.request.get("/api/auth/csrf")).json()) as { csrf_token: string };
  expect((await page.request.post("/api/auth/dev/login", { data, headers: { "x-csrf-token": csrf_token } })).ok()).toBe(true);
}

test("the canary notices what an unprotected page lets out", async ({ page, expectFailures }) => {
  expectFailures();
  const vectors = hostileHtml((n) => `${canary.address}/control/${n}`, (address) => `fetch(\`${address}/js\`)`);
  const escaped = vectors.map((html) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;"));
  canary.pages.set("/control-page", escaped.map((html) => `<iframe srcdoc="${html}"></iframe>`).join(""));
  await page.goto(`${canary.address}/control-page`);
  const out = () => new Set(canary.hits.flatMap(({ path }) => /^\/control\/(\d+)\//.exec(path)?.[1] ?? [])).size;
  await expect.poll(out).toBeGreaterThan(75);
  const script = () => canary.hits.some(({ path }) => path.startsWith("/control/") && path.endsWith("/js"));
  await expect.poll(script).toBe(true);
});

test("hostile mail runs nothing, asks nobody, leads nowhere", async ({ page, expectFailures }) => {
  expectFailures(); // Images that are refused answer 422, which the browser logs.
  const vectors = hostileHtml((n) => `${canary.address}/v/${n}`, (address) => `alert(1),fetch(\`${address}/js\`)`);
  expect(vectors.length).toBeGreaterThanOrEqual(150);
  const id = (n: number) => `hostile-${run}-${n}@vectors.example`;
  await Promise.all(vectors.map((html, n) => deliver(hostileMail({ id: id(n), first: id(n - (n % PER_TICKET)), from: sender, to: TO, html }))));
  await signIn(page);
  const tickets = await ticketsOf(page, sender, vectors.length);
  const felt = watch(page);
  let frames = 0;
  for (const ticket of tickets) {
    await test.step(`ticket with ${ticket.message_count} messages`, async () => {
      await page.goto(`/tickets/${ticket.id}`);
      await openAll(page, ticket.message_count);
      expect(await suspects(page)).toEqual([]);
      await showAllImages(page);
      expect(await suspects(page)).toEqual([]);
      frames += await page.locator("iframe").count();
      expect(felt).toEqual([]);
    });
  }
  await page.goto(`/inbox?view=all&q=from:${sender}`);
  await expect(page.getByRole("list", { name: "Tickets", exact: true }).getByRole("link").first()).toBeVisible();
  expect(frames).toBeGreaterThan(150);
  expect(felt).toEqual([]);
  expect(canary.hits.filter(({ path }) => path.startsWith("/v/"))).toEqual([]);
});

test("files of hostile mail are files and no pages", async ({ page }) => {
  const from = `files-${sender}`;
  const html = `<script>fetch("${canary.address}/file/js")</script><img src="${canary.address}/file/img">`;
  await deliver(hostileMail({ id: `files-${run}@vectors.example`, first: `files-${run}@vectors.example`, from, to: TO, html }));
  await signIn(page);
  const [ticket] = await ticketsOf(page, from, 1);
  const answer = await page.request.get(`/api/tickets/${ticket?.id ?? ""}`);
  const detail = (await answer.json()) as { messages: { id: string; attachments: { id: string; filename: string }[] }[] };
  const files = detail.messages.flatMap((message) => message.attachments);
  expect(files.map((file) => file.filename.split(".").pop()).sort()).toEqual(["html", "svg"]);
  await page.goto("/inbox");
  for (const file of files) {
    for (const query of ["", "?inline=1"]) {
      const path = `/api/tickets/${ticket?.id ?? ""}/attachments/${file.id}/download${query}`;
      const { [`content-type`]: type, "content-disposition": disposition, "x-content-type-options": sniff, "content-security-policy": policy } = (await page.request.get(path)).headers();
      expect([type, sniff, disposition?.startsWith("attachment;"), policy?.startsWith("sandbox;")]).toEqual(["application/octet-stream", "nosniff", true, true]);
      // Typed into the address bar it is saved, and the page stays where it was.
      const saved = page.waitForEvent("download");
      await page.goto(path).catch((error: unknown) => expect(String(error)).toContain("Download is starting"));
      expect((await saved).suggestedFilename()).not.toMatch(/[/\\]/);
      expect(page.url()).toMatch(/\/inbox/);
    }
  }
  expect(canary.hits.filter(({ path }) => path.startsWith("/file/"))).toEqual([]);
});

test("remote images come only when asked for, through the API, and are images", async ({ page, expectFailures }) => {
  expectFailures();
  const from = `images-${sender}`;
  const pictures = `http://pictures.test:${port}`;
  const html = [
    `<p>Hello</p><img alt="good" src="${pictures}/good.png"><img alt="svg" src="${pictures}/bad.svg">`,
    `<img alt="inside" src="${pictures}/redirect-inside"><img alt="loopback" src="${canary.address}/loopback.png">`,
    `<img width="1" height="1" src="${pictures}/pixel.png"><table background="${pictures}/bg.png"><tr><td style="background:url(${pictures}/css.png)">x</td></tr></table>`,
  ].join("");
  await deliver(hostileMail({ id: `images-${run}@vectors.example`, first: `images-${run}@vectors.example`, from, to: TO, html }));
  await signIn(page);
  const [ticket] = await ticketsOf(page, from, 1);
  const felt = watch(page);
  const asked = () => canary.hits.filter(({ path }) => /^\/(good|bad|redirect|inside|loopback|pixel|bg|css)/.test(path));
  await page.goto(`/tickets/${ticket?.id ?? ""}`);
  const mail = page.locator("iframe").first().contentFrame();
  await expect(mail.getByAltText("good")).toBeVisible();
  await settled(page);
  expect(asked()).toEqual([]);

  await page.getByRole("button", { name: "Show images" }).click();
  await expect.poll(() => page.evaluate(() => document.querySelector("iframe")?.contentDocument?.querySelector<HTMLImageElement>("img[alt=good]")?.naturalWidth)).toBe(1);
  await settled(page);
  expect(asked().map(({ path }) => path).sort()).toEqual(["/bad.svg", "/good.png", "/redirect-inside"]);
  for (const { agent, headers } of asked()) {
    expect(agent).toMatch(PROXY);
    expect([...headers].sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
  }
  const sizes = await page.evaluate(() => [...(document.querySelector("iframe")?.contentDocument?.images ?? [])].map((image) => [image.alt, image.naturalWidth]));
  expect(Object.fromEntries(sizes)).toEqual({ good: 1, svg: 0, inside: 0, loopback: 0 });
  expect(felt).toEqual([]);
});
