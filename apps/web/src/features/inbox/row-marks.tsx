import { CornerUpLeft, Paperclip } from "lucide-react";
import type { MouseEvent } from "react";

import { memberName } from "@/api/organization";
import type { ListedTicket, Member, Presence } from "@/api/types";
import { DueBadge } from "@/components/due-badge";
import { Avatar } from "@/components/person";
import { PresenceMark } from "@/components/presence";
import { PriorityIcon } from "@/components/priority";
import { m } from "@/i18n";

export interface MarksProps {
  ticket: ListedTicket;
  assignee: Member | undefined;
  /** Who else has it open now. */
  present?: readonly Presence[] | undefined;
}

export function Marks({ ticket, assignee, present = [] }: MarksProps) {
  return (
    <>
      {present.length > 0 ? <PresenceMark people={present} small /> : null}
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

export const dueId = (ticket: ListedTicket) => `due-${ticket.id}`;

/** Lies above the link that covers the row, so that its title is found; to press it is to press the link. */
export function RowDue({ ticket }: { ticket: ListedTicket }) {
  const press = ({ currentTarget, nativeEvent }: MouseEvent) => currentTarget.closest("[data-row]")?.querySelector("a")?.dispatchEvent(new window.MouseEvent("click", nativeEvent));
  return <DueBadge id={dueId(ticket)} ticket={ticket} onClick={press} className="relative z-10 cursor-pointer" />;
}

export const Answered = () => (
  <span role="img" aria-label={m.inbox.answered} title={m.inbox.answered} className="inline-flex">
    <CornerUpLeft aria-hidden className="rtl:-scale-x-100 size-3.5 shrink-0 text-ink-3" />
  </span>
);

/** A dot beside what the reader has not seen; its place is kept when there is none. */
export const UnreadDot = ({ unread }: { unread: boolean }) =>
  unread ? (
    <span role="img" aria-label={m.inbox.unread} title={m.inbox.unread} className="size-2 shrink-0 rounded-full bg-accent" />
  ) : (
    <span className="size-2 shrink-0" />
  );
