import { Link } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";

import type { Mailbox, SyncStatus } from "@/api/types";
import { ProgressBar } from "@/components/ui/surface";
import { Problem } from "@/features/mailboxes/problem";
import type { Hold } from "@/features/mailboxes/progress";
import { holdOf, progressOf, secondsLeft } from "@/features/mailboxes/progress";
import { m } from "@/i18n/admin";
import { cn } from "@/lib/cn";
import { formatDuration, formatNumber, formatRelative } from "@/lib/format";

const countKeys = ["discovered", "fetched", "processed", "gone", "failed"] as const;

function Counts({ mailbox, admin }: { mailbox: Mailbox; admin: boolean }) {
  const { counts } = mailbox.sync;
  return (
    <dl className="mt-4 grid grid-cols-3 gap-y-3 sm:grid-cols-5">
      {countKeys.map((key) => (
        <div key={key} className="border-s border-line ps-3 max-sm:nth-[3n+1]:border-0 max-sm:nth-[3n+1]:ps-0 sm:first:border-0 sm:first:ps-0">
          <dt className="text-2xs text-ink-3">{m.mailboxes.counts[key]}</dt>
          <dd className={cn("text-base font-semibold tabular-nums", counts[key] === 0 && "font-normal text-ink-3", key === "failed" && counts[key] > 0 && "text-red")}>
            {key === "failed" && counts.failed > 0 && admin ? (
              <Link to="/ops" search={{ tab: "occurrences", state: "failed", mailbox_id: mailbox.id }} title={m.mailboxes.failedLink} className="underline underline-offset-2">
                {formatNumber(counts.failed)}
              </Link>
            ) : (
              formatNumber(counts[key])
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function HoldNote({ hold }: { hold: NonNullable<Hold> }) {
  const when = formatRelative(hold.until);
  const words = {
    paused: m.mailboxes.pausedUntil({ when }),
    notBefore: m.mailboxes.notBefore({ when }),
    circuit: m.mailboxes.circuitOpen({ when }),
  }[hold.kind];
  return (
    <p role="status" className="mt-3 flex items-center gap-2 rounded-md bg-note px-3 py-2 text-sm text-note-ink">
      <Hourglass aria-hidden className="size-4 shrink-0" />
      {words}
    </p>
  );
}

function footnotes(sync: SyncStatus): string[] {
  const { history, reconcile } = sync;
  return [
    history.last_synced_at === null ? m.mailboxes.neverSynced : m.mailboxes.lastSynced({ when: formatRelative(history.last_synced_at) }),
    ...(reconcile.last_run_at === null
      ? []
      : [m.mailboxes.reconciled({ when: formatRelative(reconcile.last_run_at), missing: reconcile.missing_found })]),
  ];
}

/** How far the mailbox has come, how fast it goes, and what holds it up. */
export function SyncProgress({ mailbox, admin }: { mailbox: Mailbox; admin: boolean }) {
  const { sync } = mailbox;
  const progress = progressOf(sync);
  const hold = holdOf(sync);
  const moving = progress.phase !== "pending" && progress.phase !== "done" && hold === null;
  const left = secondsLeft(sync);
  const done = formatNumber(progress.done);
  return (
    <div className="px-5 pt-4 pb-4">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <span className="font-medium">{m.mailboxes.backfill[progress.phase]}</span>
        <span className="text-ink-3 tabular-nums">
          {progress.total === null ? m.mailboxes.processed({ done }) : m.mailboxes.processedOf({ done, total: formatNumber(progress.total) })}
          {moving && sync.rate_per_minute > 0 ? ` · ${m.mailboxes.rate({ rate: formatNumber(Math.round(sync.rate_per_minute)) })}` : ""}
          {moving && left !== null ? ` · ${m.mailboxes.eta({ duration: formatDuration(left) })}` : ""}
        </span>
      </div>
      <ProgressBar
        value={progress.fraction}
        label={m.mailboxes.progress({ email: mailbox.email })}
        {...(hold ? { tone: "amber" } : progress.phase === "done" ? { tone: "green" } : {})}
      />
      {hold ? <HoldNote hold={hold} /> : null}
      {sync.last_error && sync.last_error.code !== mailbox.error?.code ? (
        <div className="mt-3">
          <Problem error={sync.last_error} />
        </div>
      ) : null}
      <Counts mailbox={mailbox} admin={admin} />
      <p className="mt-4 text-xs text-ink-3">{footnotes(sync).join(" · ")}</p>
    </div>
  );
}
