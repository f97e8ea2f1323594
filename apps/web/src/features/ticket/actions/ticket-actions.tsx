import { useState } from "react";
import { toast } from "sonner";

import { useMe } from "@/api/session";
import type { Ticket } from "@/api/types";
import { SnoozePick } from "@/components/snooze-pick";
import { AssigneePick, PriorityPick, QueuePick, StatusPick, TagPick } from "@/features/ticket/actions/picks";
import { useChange } from "@/features/ticket/use-change";
import { m } from "@/i18n";
import { formatMoment } from "@/lib/format";
import type { Shortcut } from "@/lib/shortcuts";
import { useShortcuts } from "@/lib/shortcuts";

const keys = m.ticket.keys;
type Choice = "snooze" | "status" | "priority" | "assignee" | "queue" | "tags";

/** Whether a ticket may be put off: what is at its end waits for nobody. */
const isActive = ({ status }: Ticket) => status === "new" || status === "open" || status === "pending";

/** Puts a ticket off, or has it back. */
export function useSnooze(ticket: Ticket): (until: Date | null) => void {
  const change = useChange(ticket);
  return (until) => {
    const code = ticket.ticket_code;
    if (until === null) change({ snoozed_until: null }, m.ticket.snooze.woken({ code }));
    else change({ snoozed_until: until.toISOString() }, m.ticket.snooze.done({ code, when: formatMoment(until.toISOString()) }));
  };
}

/** Everything that is decided about a ticket, by key and from the command palette. */
export function TicketActions({ ticket }: { ticket: Ticket }) {
  const [choosing, setChoosing] = useState<Choice | null>(null);
  const me = useMe().user.id;
  const change = useChange(ticket);
  const snooze = useSnooze(ticket);
  const choose = (keys: string, what: Choice, label: string): Shortcut => ({ keys, label, group: "ticket", run: () => setChoosing(what) });
  const status = (to: "resolved" | "spam") => () => {
    if (ticket.status !== to) change({ status: to }, m.inbox.statusChanged({ code: ticket.ticket_code, status: m.common.statuses[to] }));
  };
  useShortcuts([
    { keys: "e", label: keys.resolve, group: "ticket", run: status("resolved") },
    {
      ...choose("h", "snooze", keys.snooze),
      run: () => (isActive(ticket) ? setChoosing("snooze") : void toast(m.ticket.snooze.notActive)),
    },
    choose("s", "status", keys.status),
    choose("i", "assignee", keys.assign),
    { keys: "m", label: keys.assignMe, group: "ticket", run: () => change({ assignee_user_id: ticket.assignee_user_id === me ? null : me }, m.ticket.saved({ field: m.ticket.fields.assignee })) },
    choose("p", "priority", keys.priority),
    choose("t", "tags", keys.tags),
    choose("q", "queue", keys.queue),
    { keys: "!", label: keys.spam, group: "ticket", run: status("spam") },
  ]);
  const close = () => setChoosing(null);
  const shared = { ticket, change, onClose: close };
  switch (choosing) {
    case "snooze":
      return <SnoozePick title={m.ticket.snooze.title({ code: ticket.ticket_code })} snoozed={ticket.snoozed_until !== null} onSnooze={snooze} onClose={close} />;
    case "status":
      return <StatusPick {...shared} />;
    case "priority":
      return <PriorityPick {...shared} />;
    case "assignee":
      return <AssigneePick {...shared} />;
    case "queue":
      return <QueuePick {...shared} />;
    case "tags":
      return <TagPick {...shared} />;
    case null:
      return null;
  }
}
