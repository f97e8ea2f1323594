import type { Ticket } from "@/api/types";
import { ACTIVE } from "@/api/types";
import { DueBadge } from "@/components/due-badge";
import { Moments } from "@/features/ticket/moments";
import { m } from "@/i18n";

/** Since when whoever asked waits for an answer, and until when it was promised. */
export function AwaitedAnswer({ ticket }: { ticket: Ticket }) {
  const { awaiting_reply_since: since, response_due_at: at, response_due: kind } = ticket;
  if (since === null || ticket.merged_into !== null || !ACTIVE.includes(ticket.status)) return null;
  const moments = [
    [m.common.due.since, since],
    [m.common.due.until[kind ?? "next"], at],
  ] as const;
  return (
    <div className="mb-3 rounded-lg bg-sunken px-3 py-2.5">
      {at === null ? null : (
        <p className="mb-1.5 flex">
          <DueBadge ticket={ticket} />
        </p>
      )}
      <Moments of={moments} />
    </div>
  );
}
