import { useState } from "react";

import { useMembers, useQueues } from "@/api/organization";
import type { TicketEvent } from "@/api/types";
import { Time } from "@/components/time";
import { eventText } from "@/features/ticket/event-text";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const FOLD_ABOVE = 3;

/** What happened between two messages, in small print; a long run shows its last lines and folds the rest. */
export function EventLines({ events, onUndo }: { events: readonly TicketEvent[]; onUndo?: ((event: TicketEvent) => void) | undefined }) {
  const [unfolded, setUnfolded] = useState(false);
  const members = useMembers();
  const queues = useQueues();
  const folds = events.length > FOLD_ABOVE;
  const shown = folds && !unfolded ? events.slice(-2) : events;
  return (
    <ul className="space-y-1 py-0.5 ps-4">
      {folds ? (
        <li>
          <button
            type="button"
            aria-expanded={unfolded}
            onClick={() => setUnfolded(!unfolded)}
            className="min-h-6 rounded text-xs font-medium text-ink-3 underline-offset-2 hover:text-ink hover:underline"
          >
            {unfolded ? m.ticket.events.fewer : m.ticket.events.more({ count: events.length - shown.length })}
          </button>
        </li>
      ) : null}
      {shown.map((event) => (
        <li key={event.id} className="flex items-baseline gap-2 text-xs text-ink-3">
          <span aria-hidden className="size-1.5 shrink-0 -translate-y-px rounded-full bg-line-strong" />
          <span className={cn("min-w-0", event.undone_at !== null && "line-through")}>
            {eventText(event, { members, queues })}{" "}
            {event.actor ? m.ticket.events.byUs({ name: event.actor.name || m.common.unknown }) : null}
          </span>
          <Time value={event.created_at} className="shrink-0 tabular-nums" />
          {event.undone_at !== null ? <span className="shrink-0">{m.corrections.isUndone}</span> : null}
          {event.undoable && onUndo ? (
            <button
              type="button"
              aria-label={m.corrections.undoEvent({ what: eventText(event, { members, queues }) })}
              onClick={() => onUndo(event)}
              className="min-h-6 shrink-0 rounded font-medium text-accent underline-offset-2 hover:underline"
            >
              {m.corrections.undo}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
