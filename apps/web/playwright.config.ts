import { defineConfig, devices } from "@playwright/test";

/**
 * Two modes. By default the web alone, built and served with the in-memory API. With E2E_BASE_URL the tests of
 * e2e/live run against a system that somebody else has started (`bin/demo`), and nothing is started here.
 */
const live = process.env.E2E_BASE_URL;
const port = Number(process.env.E2E_PORT ?? 4173);
const baseURL = live ?? `http://localhost:${port}`;

export default defineConfig({
  testDir: live === undefined ? "./e2e/web" : "./e2e/live",
  outputDir: "./test-results",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // One more than there are cores: a test also waits, the longest one for twenty seconds.
  workers: Number(process.env.E2E_WORKERS ?? (live === undefined ? 3 : 2)),
  // What must come to pass is tested here; how fast, in `bench/`. A machine that is busy elsewhere takes several times as long.
  timeout: live === undefined ? 90_000 : 180_000,
  expect: { timeout: live === undefined ? 20_000 : 30_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // What moves is drawn in software here, sixty times a second. The day of triage and the live tests see it move.
    contextOptions: { reducedMotion: live === undefined ? "reduce" : "no-preference" },
    trace: process.env.E2E_TRACE === undefined ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium-headless-shell",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
  ...(live === undefined
    ? {
        webServer: {
          command: "pnpm build --logLevel error && pnpm preview",
          url: `${baseURL}/signin`,
          env: { MOCK_API: "1", WEB_PORT: String(port) },
          reuseExistingServer: false,
          timeout: 120_000,
        },
      }
    : {}),
});
