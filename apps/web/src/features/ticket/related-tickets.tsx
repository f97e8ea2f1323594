import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { requesterTicketsQuery } from "@/api/tickets";
import type { Ticket } from "@/api/types";
import { StatusIcon } from "@/components/status";
import { Time } from "@/components/time";
import { m } from "@/i18n";

const SHOWN = 5;

/** The newest other tickets of the same requester. */
export function RelatedTickets({ ticket }: { ticket: Ticket }) {
  const { data } = useQuery(requesterTicketsQuery(ticket.requester_email));
  const others = (data ?? []).filter((one) => one.id !== ticket.id);
  if (others.length === 0) return null;
  return (
    <ul aria-label={m.ticket.panel.otherTickets} className="mt-1.5 space-y-px">
      {others.slice(0, SHOWN).map((one) => (
        <li key={one.id}>
          <Link to="/tickets/$ticketId" params={{ ticketId: one.id }} className="-mx-2 flex h-7 items-center gap-2 rounded-md px-2 text-xs hover:bg-hover">
            <StatusIcon named status={one.status} />
            <span dir="auto" className="min-w-0 flex-1 truncate">{one.subject || m.common.noSubject}</span>
            <Time value={one.last_message_at} className="shrink-0 text-ink-3 tabular-nums" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
