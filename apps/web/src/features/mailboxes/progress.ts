/** Turns a sync status into the one bar and the one line that people read. Pure. */
import type { SyncStatus } from "@/api/types";

export interface Progress {
  /** 0..1, or null while the size of the mailbox is unknown. */
  fraction: number | null;
  done: number;
  total: number | null;
  phase: "pending" | "running" | "fetching" | "processing" | "done";
}

export function progressOf({ backfill, counts }: SyncStatus): Progress {
  // Gone and failed mails are accounted for: they no longer wait for anything.
  const done = counts.processed + counts.gone + counts.failed;
  const waiting = counts.discovered + counts.fetched;
  if (backfill.state === "pending") return { fraction: null, done, total: null, phase: "pending" };
  if (backfill.state === "running") {
    // Google's estimate is a guess: never below what has been found already.
    const total = backfill.total_estimate === null ? null : Math.max(backfill.total_estimate, counts.total);
    return { fraction: total === null || total === 0 ? null : Math.min(done / total, 1), done, total, phase: "running" };
  }
  const total = Math.max(counts.total, done + waiting);
  // What is only listed must be fetched first; "processing" is true once all of it is here.
  const phase = counts.discovered > 0 ? "fetching" : "processing";
  if (waiting > 0) return { fraction: total === 0 ? null : done / total, done, total, phase };
  return { fraction: 1, done, total, phase: "done" };
}

/** Seconds left as far as they are worth saying: less than one is over before it is read. */
export function secondsLeft({ eta_seconds }: SyncStatus): number | null {
  return eta_seconds === null || eta_seconds < 1 ? null : eta_seconds;
}

function isFuture(iso: string | null, now: number): iso is string {
  return iso !== null && Date.parse(iso) > now;
}

export type Hold = { kind: "paused" | "notBefore" | "circuit"; until: string } | null;

/** Why nothing moves at the moment, the strongest reason first. */
export function holdOf(sync: SyncStatus, now = Date.now()): Hold {
  if (isFuture(sync.paused_until, now)) return { kind: "paused", until: sync.paused_until };
  if (sync.circuit.state === "open" && sync.circuit.retry_at !== null) return { kind: "circuit", until: sync.circuit.retry_at };
  if (isFuture(sync.not_before, now)) return { kind: "notBefore", until: sync.not_before };
  return null;
}
