import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { displayName } from "@/components/person";
import { StatusIcon } from "@/components/status";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/surface";
import { Pieces } from "@/features/inbox/pieces";
import type { MarksProps } from "@/features/inbox/row-marks";
import { Answered, dueId, Marks, RowDue, UnreadDot } from "@/features/inbox/row-marks";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

/** All of them take the ticket's id and stay the same, so that a row is drawn again only when it changed. */
export interface RowActions {
  onOpen: (id: string) => void;
  onFocus: (id: string) => void;
  /** With `range`, from the row that was ticked last. */
  onSelect: (id: string, range: boolean) => void;
}

export interface RowProps extends MarksProps {
  narrow: boolean;
  selected: boolean;
  actions: RowActions;
}

/** While any row of the list is ticked (`data-selecting`), every row shows its box. */
function SelectBox({ ticket, selected, actions }: Pick<RowProps, "ticket" | "selected" | "actions">) {
  return (
    <span className="relative z-10 -m-1.5 flex size-7 shrink-0 items-center justify-center">
      <input
        type="checkbox"
        // The keyboard ticks rows with x: a stop more in each of a thousand rows would be in the way.
        tabIndex={-1}
        aria-label={m.inbox.select({ subject: ticket.subject || m.common.noSubject })}
        checked={selected}
        onChange={(event) => actions.onSelect(ticket.id, (event.nativeEvent as MouseEvent).shiftKey)}
        className={cn(
          "size-4 cursor-pointer accent-accent",
          !selected && "md:opacity-0 md:group-hover:opacity-100 md:group-focus-within:opacity-100 md:in-data-selecting:opacity-100",
        )}
      />
    </span>
  );
}

function Subject({ ticket, actions }: Pick<RowProps, "ticket" | "actions">) {
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: ticket.id }}
      onClick={() => actions.onOpen(ticket.id)}
      onFocus={() => actions.onFocus(ticket.id)}
      data-ticket-id={ticket.id}
      aria-describedby={ticket.response_due_at === null ? undefined : dueId(ticket)}
      dir="auto"
      className={cn("truncate text-ink outline-none after:absolute after:inset-0", ticket.unread && "font-semibold")}
    >
      {ticket.match ? <Pieces pieces={ticket.match.subject} /> : ticket.subject || m.common.noSubject}
      <span className="sr-only">{`, ${displayName(ticket.requester_name, ticket.requester_email)}, ${m.common.statuses[ticket.status]}${ticket.unread ? `, ${m.inbox.unread}` : ""}`}</span>
    </Link>
  );
}

/** No colour fades: whoever walks down the list by key would see each step late, and every fade is ten more frames to draw. */
const frame =
  "group relative h-full border-b border-line hover:bg-hover has-[a:focus-visible]:bg-selected has-[a:focus-visible]:shadow-[inset_3px_0_0_var(--accent)] rtl:has-[a:focus-visible]:shadow-[inset_-3px_0_0_var(--accent)] has-[a:focus]:bg-selected";

/** One ticket of the list. The link stretches over the row; its height is the virtualiser's business. */
export const TicketRow = memo(function TicketRow({ ticket, assignee, present, narrow, selected, actions }: RowProps) {
  const from = displayName(ticket.requester_name, ticket.requester_email);
  const count = ticket.message_count > 1 ? <span className="text-xs font-normal text-ink-3 tabular-nums">{ticket.message_count}</span> : null;
  const excerpt = ticket.match ? <Pieces pieces={ticket.match.excerpt} /> : ticket.snippet;
  const name = <span dir="auto" className={cn("min-w-0 truncate", ticket.unread ? "font-semibold text-ink" : "text-ink-2")}>{from}</span>;
  const box = <SelectBox ticket={ticket} selected={selected} actions={actions} />;
  if (narrow) {
    return (
      <div data-row className={cn(frame, "flex flex-col justify-center gap-0.5 pe-4 ps-3 text-sm", selected && "bg-selected")}>
        <div className="flex items-center gap-2">
          {box}
          <UnreadDot unread={ticket.unread} />
          <StatusIcon named status={ticket.status} />
          {name}
          {count}
          <span className="flex-1" />
          <Marks ticket={ticket} assignee={assignee} present={present} />
          <Time value={ticket.last_message_at} className="text-xs text-ink-3 tabular-nums" />
        </div>
        <div className="flex min-w-0 items-center gap-1.5 text-base">
          {ticket.last_direction === "outbound" ? <Answered /> : null}
          <Subject ticket={ticket} actions={actions} />
        </div>
        <div className="flex items-center gap-2">
          <p dir="auto" className="min-w-0 flex-1 truncate text-ink-3">{excerpt}</p>
          <RowDue ticket={ticket} />
        </div>
      </div>
    );
  }
  return (
    <div data-row className={cn(frame, "flex items-center gap-2.5 pe-5 ps-4 text-sm", selected && "bg-selected")}>
      {box}
      <UnreadDot unread={ticket.unread} />
      <StatusIcon named status={ticket.status} />
      <span className="flex w-44 shrink-0 items-center gap-1.5 lg:w-52">
        {name}
        {count}
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-2">
        {ticket.last_direction === "outbound" ? <Answered /> : null}
        <span className="flex max-w-[70%] min-w-0 shrink-0">
          <Subject ticket={ticket} actions={actions} />
        </span>
        <span dir="auto" className="min-w-0 flex-1 truncate text-ink-3">{excerpt}</span>
      </span>
      {ticket.tags.slice(0, 2).map((tag) => (
        <Badge key={tag} className="hidden max-w-28 xl:inline-flex">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
      <RowDue ticket={ticket} />
      <span className="flex min-w-17 items-center justify-end gap-2">
        <Marks ticket={ticket} assignee={assignee} present={present} />
      </span>
      <Time value={ticket.last_message_at} className={cn("w-16 text-end text-xs tabular-nums", ticket.unread ? "font-medium text-ink" : "text-ink-3")} />
    </div>
  );
});

/** Where a row stands that is not in memory just now. */
export function RowPlaceholder() {
  return (
    <div aria-hidden className={cn(frame, "flex items-center gap-3 px-5")}>
      <span className="h-3 w-36 rounded bg-line" />
      <span className="h-3 w-2/5 rounded bg-line" />
    </div>
  );
}
