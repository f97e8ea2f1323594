// How fast the inbox feels in Chromium, against a running system:
//   node scripts/bench-inbox.mjs URL EMAIL ORGANISATION   → JSON on standard output
// Every figure is taken in the page itself, from the key's own time to the frame in which its effect was painted.
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { chromium } from "@playwright/test";

const [url, email, organization_name] = process.argv.slice(2);
const ROUNDS = 15;

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)];

/**
 * Runs in the page: `measureKey(key, test)` resolves to the milliseconds from the next press of `key` until the frame that shows its effect was presented.
 * Of the frame after the event the browser itself tells (Event Timing, which interaction to next paint is made of; in steps of 8 ms). A task that is queued behind the
 * frame, which tells of later ones, waits for whatever else is in the queue, too: it is the most it can have been.
 */
function install() {
  const presented = new Map();
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntriesByName("keydown")) presented.get(startTime)?.(duration);
  }).observe({ type: "event", durationThreshold: 16 });
  const afterPaint = (done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  };
  window.measureKey = (key, test) =>
    new Promise((resolve) => {
      addEventListener("keydown", (event) => {
        if (event.key !== key) return;
        const first = new Promise((tell) => {
          presented.set(event.timeStamp, tell);
          // What takes less than 16 ms is not told of. What blocks for long is no such thing, even where the telling comes late.
          requestAnimationFrame(() => requestAnimationFrame((now) => setTimeout(tell, 2000, Math.max(16, now - event.timeStamp))));
        });
        let frames = 0;
        const look = () => {
          frames += 1;
          if (!test()) requestAnimationFrame(look);
          else if (frames === 1) resolve(first);
          else afterPaint(() => resolve(performance.now() - event.timeStamp));
        };
        requestAnimationFrame(look);
      }, { once: true, capture: true });
    });
  /** Asked for before the key is pressed, so that the press cannot come first; `measured` is awaited after it. */
  window.arm = (key, test) => {
    window.measured = window.measureKey(key, test);
  };
  /** Whether every mail's HTML in `part` is in its frame. */
  window.filled = (part) =>
    [...part.querySelectorAll("[data-mail-frame]")].every((one) => {
      const content = one.querySelector("iframe")?.contentDocument;
      return content?.head?.querySelector("style") && content.body?.hasChildNodes();
    });
  window.scrollFrames = (scroller, ms) =>
    new Promise((resolve) => {
      const frames = [];
      const started = performance.now();
      let last = started;
      const step = (now) => {
        frames.push(now - last);
        last = now;
        scroller.scrollTop += 60;
        if (now - started < ms) requestAnimationFrame(step);
        else resolve(frames.slice(2));
      };
      requestAnimationFrame(step);
    });
}

// A browser with all that belongs to a window is slower than the shell that the tests use: say which one was measured.
const executablePath = process.env.CHROMIUM_PATH ?? ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"].find((path) => existsSync(path));
console.error(`measured in ${executablePath}`);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.addInitScript(install);
const csrf = (await (await page.request.get(`${url}/api/auth/csrf`)).json()).csrf_token;
await page.request.post(`${url}/api/auth/dev/login`, { data: { email, organization_name }, headers: { "x-csrf-token": csrf } });

// What is measured is the inbox, not a backfill beside it: the mail has come in when the counts stand still.
const counts = async () => (await page.request.get(`${url}/api/tickets/counts`)).text();
for (let still = 0, last = "", until = Date.now() + 180_000; still < 4 && Date.now() < until; await page.waitForTimeout(2000)) {
  const now = await counts();
  still = now === last ? still + 1 : 0;
  last = now;
}

let scripts = 0;
const bodies = [];
page.on("response", (response) => {
  if (response.request().resourceType() === "script") bodies.push(response.body().then((body) => (scripts += gzipSync(body).length)));
});
const rows = page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem");
await page.goto(`${url}/inbox?view=all`);
await rows.first().waitFor();
await page.waitForLoadState("networkidle").catch(() => undefined);
await Promise.all(bodies);
const firstLoad = scripts;

const keys = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await page.evaluate(() => {
    const before = document.activeElement;
    window.arm("j", () => document.activeElement !== before && document.activeElement?.matches("[data-ticket-id]"));
  });
  await page.keyboard.press("j");
  keys.push(await page.evaluate(() => window.measured));
}
const ticks = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await page.evaluate(() => {
    const count = () => document.querySelectorAll("[role='listitem'] input:checked").length;
    const before = count();
    window.arm("x", () => count() !== before);
  });
  await page.keyboard.press("x");
  ticks.push(await page.evaluate(() => window.measured));
}
await page.keyboard.press("Escape");

/** Opens ROUNDS tickets, each the next one of the list. `shown` runs in the page: whether what is waited for is there. */
async function open(shown) {
  const took = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.keyboard.press("j");
    // A glance at the row: what was prefetched when it was reached has come by then.
    await page.waitForTimeout(400);
    await page.evaluate(shown);
    await page.keyboard.press("Enter");
    took.push(await page.evaluate(() => window.measured));
    await page.keyboard.press("Escape");
    await rows.first().waitFor();
  }
  return took;
}
// HTML stands in frames of its own: that of the mail in sight at the top must be there, others may be filled later.
const opens = await open(() =>
  window.arm("Enter", () => {
    const thread = document.querySelector("[data-thread-scroller]");
    const sight = (thread?.getBoundingClientRect().top ?? 0) + 100;
    const mail = [...(thread?.querySelectorAll("article") ?? [])].find((one) => one.getBoundingClientRect().bottom > sight);
    return mail && window.filled(mail);
  }),
);
const whole = await open(() => window.arm("Enter", () => document.querySelector("[data-thread-scroller] article") && window.filled(document)));

const frames = await page.evaluate(() => window.scrollFrames(document.querySelector("[role='listitem']").parentElement.parentElement, 3000));
await browser.close();

const row = (name, value, unit, reference) => ({ name, value: Math.round(value * 10) / 10, unit, compared_with: "the target", reference, ratio: Math.round((value / reference) * 100) / 100 });
console.log(JSON.stringify([
  row("open a ticket, key to paint, median", at(opens, 0.5), "ms", 150),
  row("open a ticket, key to paint, p95", at(opens, 0.95), "ms", 150),
  row("… until the whole thread's HTML is there, median", at(whole, 0.5), "ms", 150),
  row("j, key to paint, median", at(keys, 0.5), "ms", 50),
  row("x, key to paint, median", at(ticks, 0.5), "ms", 50),
  row("scroll, frame, median", at(frames, 0.5), "ms", 16.7),
  row("scroll, frame, p95", at(frames, 0.95), "ms", 16.7),
  row("first load of the inbox, scripts, gzip", firstLoad / 1024, "KiB", 244.1),
]));
