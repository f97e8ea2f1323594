import { describe, expect, it } from "vitest";

import { oauthErrorText } from "@/features/mailboxes/oauth-errors";
import { holdOf, progressOf, secondsLeft } from "@/features/mailboxes/progress";
import { m } from "@/i18n/admin";
import { sampleSync } from "@/test/samples";

const running = (total_estimate: number | null) => ({ state: "running" as const, listed: 50, total_estimate, started_at: null, finished_at: null });
const counts = { discovered: 30, fetched: 10, processed: 55, gone: 4, failed: 1, total: 100 };

describe("progressOf", () => {
  it("says nothing definite before Google has said how much there is", () => {
    expect(progressOf(sampleSync({ backfill: running(null), counts }))).toMatchObject({ fraction: null, phase: "running" });
  });

  it("counts gone and failed mails as accounted for", () => {
    expect(progressOf(sampleSync({ backfill: running(120), counts }))).toMatchObject({ fraction: 0.5, done: 60, total: 120 });
  });

  it("never trusts an estimate below what was found", () => {
    expect(progressOf(sampleSync({ backfill: running(10), counts })).total).toBe(100);
  });

  it("is not done while listed mails still wait", () => {
    expect(progressOf(sampleSync({ counts }))).toMatchObject({ phase: "fetching", fraction: 0.6 });
    expect(progressOf(sampleSync({ counts: { ...counts, discovered: 0, fetched: 40 } }))).toMatchObject({ phase: "processing", fraction: 0.6 });
    expect(progressOf(sampleSync())).toMatchObject({ phase: "done", fraction: 1 });
  });
});

it("names no time left that is over before it is read", () => {
  expect([null, 0, 0.4, 1, 90].map((eta_seconds) => secondsLeft(sampleSync({ eta_seconds })))).toEqual([null, null, null, 1, 90]);
});

describe("holdOf", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const later = "2026-11-20T12:30:00Z";
  const earlier = "2026-11-20T11:30:00Z";

  it("names the strongest reason, and none that has passed", () => {
    expect(holdOf(sampleSync({ paused_until: later, not_before: later }), now)).toEqual({ kind: "paused", until: later });
    expect(holdOf(sampleSync({ not_before: later }), now)).toEqual({ kind: "notBefore", until: later });
    expect(holdOf(sampleSync({ paused_until: earlier, not_before: earlier }), now)).toBeNull();
    expect(holdOf(sampleSync({ circuit: { state: "open", failures: 5, retry_at: later } }), now)?.kind).toBe("circuit");
  });
});

describe("oauthErrorText", () => {
  it.each(["access_denied", "state_invalid", "state_expired", "scope_missing", "wrong_account", "token_exchange_failed", "already_connected_elsewhere", "google_unreachable"])(
    "has its own words for %s",
    (code) => expect(oauthErrorText(code)).not.toEqual(m.mailboxes.oauthErrors.unknown),
  );

  it.each(["", "toString", "<b>", "no_such_code"])("falls back for %j", (code) => expect(oauthErrorText(code)).toEqual(m.mailboxes.oauthErrors.unknown));
});
