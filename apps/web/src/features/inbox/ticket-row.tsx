import { Link } from "@tanstack/react-router";
import { CornerUpLeft, Paperclip } from "lucide-react";
import { memo } from "react";

import { memberName } from "@/api/organization";
import type { Member, Ticket } from "@/api/types";
import { Avatar, displayName } from "@/components/person";
import { PriorityIcon } from "@/components/priority";
import { StatusIcon } from "@/components/status";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/surface";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

export interface RowProps {
  ticket: Ticket;
  assignee: Member | undefined;
  narrow: boolean;
  onOpen: () => void;
  onFocus: () => void;
}

function Marks({ ticket, assignee }: Pick<RowProps, "ticket" | "assignee">) {
  return (
    <>
      {ticket.has_attachments ? (
        <span role="img" aria-label={m.inbox.attachments} title={m.inbox.attachments}>
          <Paperclip aria-hidden className="size-3.5 text-ink-3" />
        </span>
      ) : null}
      {ticket.priority === "high" || ticket.priority === "urgent" ? <PriorityIcon named priority={ticket.priority} /> : null}
      {assignee ? (
        <span role="img" aria-label={m.inbox.assignedTo({ name: memberName(assignee) })} className="inline-flex">
          <Avatar name={memberName(assignee)} seed={assignee.email} title={m.inbox.assignedTo({ name: memberName(assignee) })} className="size-5 text-[0.5625rem]" />
        </span>
      ) : null}
    </>
  );
}

function Subject({ ticket, onOpen, onFocus }: Pick<RowProps, "ticket" | "onOpen" | "onFocus">) {
  const fresh = ticket.status === "new";
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: ticket.id }}
      onClick={onOpen}
      onFocus={onFocus}
      data-ticket-id={ticket.id}
      className={cn("truncate outline-none after:absolute after:inset-0", fresh ? "font-semibold text-ink" : "text-ink")}
    >
      {ticket.subject || m.common.noSubject}
      <span className="sr-only">{`, ${displayName(ticket.requester_name, ticket.requester_email)}, ${m.common.statuses[ticket.status]}`}</span>
    </Link>
  );
}

const Answered = () => (
  <span role="img" aria-label={m.inbox.answered} title={m.inbox.answered} className="inline-flex">
    <CornerUpLeft aria-hidden className="size-3.5 shrink-0 text-ink-3" />
  </span>
);

const frame =
  "group relative h-full border-b border-line transition-colors hover:bg-hover has-[a:focus-visible]:bg-selected has-[a:focus-visible]:shadow-[inset_3px_0_0_var(--accent)] has-[a:focus]:bg-selected";

/** One ticket of the list. The link stretches over the row; its height is the virtualiser's business. */
export const TicketRow = memo(function TicketRow({ ticket, assignee, narrow, onOpen, onFocus }: RowProps) {
  const from = displayName(ticket.requester_name, ticket.requester_email);
  const fresh = ticket.status === "new";
  const count = ticket.message_count > 1 ? <span className="text-xs font-normal text-ink-3 tabular-nums">{ticket.message_count}</span> : null;
  if (narrow) {
    return (
      <div className={cn(frame, "flex flex-col justify-center gap-0.5 px-4")}>
        <div className="flex items-center gap-2">
          <StatusIcon named status={ticket.status} />
          <span className={cn("min-w-0 truncate text-sm", fresh ? "font-semibold" : "text-ink-2")}>{from}</span>
          {count}
          <span className="flex-1" />
          <Marks ticket={ticket} assignee={assignee} />
          <Time value={ticket.last_message_at} className="text-xs text-ink-3 tabular-nums" />
        </div>
        <div className="flex min-w-0 items-center gap-1.5 text-base">
          {ticket.last_direction === "outbound" ? <Answered /> : null}
          <Subject ticket={ticket} onOpen={onOpen} onFocus={onFocus} />
        </div>
        <p className="truncate text-sm text-ink-3">{ticket.snippet}</p>
      </div>
    );
  }
  return (
    <div className={cn(frame, "flex items-center gap-3 px-5 text-sm")}>
      <StatusIcon named status={ticket.status} />
      <span className="flex w-44 shrink-0 items-center gap-1.5 lg:w-52">
        <span className={cn("truncate", fresh ? "font-semibold text-ink" : "text-ink-2")}>{from}</span>
        {count}
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-2">
        {ticket.last_direction === "outbound" ? <Answered /> : null}
        <span className="flex max-w-[70%] min-w-0 shrink-0">
          <Subject ticket={ticket} onOpen={onOpen} onFocus={onFocus} />
        </span>
        <span className="min-w-0 flex-1 truncate text-ink-3">{ticket.snippet}</span>
      </span>
      {ticket.tags.slice(0, 2).map((tag) => (
        <Badge key={tag} className="hidden max-w-28 xl:inline-flex">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
      <span className="flex min-w-14 items-center justify-end gap-2">
        <Marks ticket={ticket} assignee={assignee} />
      </span>
      <Time value={ticket.last_message_at} className={cn("w-16 text-right text-xs tabular-nums", fresh ? "font-medium text-ink" : "text-ink-3")} />
    </div>
  );
});
