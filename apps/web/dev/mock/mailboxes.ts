import type { Mailbox, SyncStatus } from "@/api/types";

import { uuid } from "./random.ts";

const HOUR = 3_600_000;

function syncOf(id: string, now: number, done: number): SyncStatus {
  return {
    mailbox_id: id,
    backfill: { state: "done", listed: done, total_estimate: done, started_at: new Date(now - 30 * HOUR).toISOString(), finished_at: new Date(now - 28 * HOUR).toISOString() },
    counts: { discovered: 0, fetched: 0, processed: done, gone: 0, failed: 0, total: done },
    rate_per_minute: 0,
    eta_seconds: null,
    history: { history_id: "884213", last_synced_at: new Date(now - 12_000).toISOString(), lag_seconds: 12 },
    paused_until: null,
    not_before: null,
    circuit: { state: "closed", failures: 0, retry_at: null },
    reconcile: { last_run_at: new Date(now - 2 * HOUR).toISOString(), missing_found: 0 },
    last_error: null,
  };
}

function mailbox(n: number, email: string, now: number, done: number): Mailbox {
  const id = uuid(5, n);
  return { id, kind: "journal", email, status: "connected", paused_until: null, error: null, connected_at: new Date(now - 30 * HOUR).toISOString(), sync: syncOf(id, now, done) };
}

/** Three journal mailboxes in three moods: at work, complete, and in need of a person. */
export function makeMailboxes(now: number): Mailbox[] {
  const busy = mailbox(1, "journal@halden.example", now, 0);
  busy.sync.backfill = { state: "running", listed: 9_400, total_estimate: 12_480, started_at: new Date(now - 60_000).toISOString(), finished_at: null };
  busy.sync.counts = { discovered: 2_100, fetched: 480, processed: 6_790, gone: 12, failed: 3, total: 9_385 };
  busy.sync.rate_per_minute = 1_840;
  busy.sync.eta_seconds = 205;
  const complete = mailbox(2, "journal-parts@halden.example", now, 48_213);
  complete.sync.reconcile.missing_found = 2;
  complete.sync.counts.gone = 31;
  const broken = mailbox(3, "archive@halden-parts.example", now, 1_204);
  broken.status = "needs_reauth";
  broken.error = {
    code: "token_revoked",
    detail: "Google no longer accepts the stored permission for this mailbox.",
    action: "Sign in again at Google as archive@halden-parts.example. Nothing is lost: sync goes on where it stopped.",
  };
  broken.sync.last_error = broken.error;
  return [busy, complete, broken];
}

/** Lets the busy mailbox move on between two looks. */
export function advance(box: Mailbox): void {
  const { sync } = box;
  if (sync.paused_until !== null || sync.backfill.state === "done") return;
  const { counts } = sync;
  const step = Math.min(61, counts.discovered + counts.fetched);
  counts.processed += step;
  const fromDiscovered = Math.min(step, counts.discovered);
  counts.discovered -= fromDiscovered;
  counts.fetched -= step - fromDiscovered;
  const left = counts.discovered + counts.fetched + Math.max(0, (sync.backfill.total_estimate ?? 0) - counts.total);
  sync.eta_seconds = Math.round((left / sync.rate_per_minute) * 60);
  if (counts.discovered + counts.fetched === 0) {
    sync.backfill.state = "done";
    sync.backfill.finished_at = new Date().toISOString();
    sync.rate_per_minute = 0;
    sync.eta_seconds = null;
  }
}

/** A mailbox just connected through the consent page. */
export function connect(n: number): Mailbox {
  const box = mailbox(100 + n, `journal${n > 1 ? n : ""}@halden.example`, Date.now(), 0);
  box.connected_at = new Date().toISOString();
  box.sync.backfill = { state: "running", listed: 800, total_estimate: 2_000, started_at: box.connected_at, finished_at: null };
  box.sync.counts = { discovered: 400, fetched: 100, processed: 300, gone: 0, failed: 0, total: 800 };
  box.sync.rate_per_minute = 1_800;
  box.sync.eta_seconds = 60;
  box.sync.reconcile.last_run_at = null;
  return box;
}
