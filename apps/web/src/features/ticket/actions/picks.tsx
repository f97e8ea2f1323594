/** What can be decided about a ticket, each as one list to choose from by keyboard. */
import { Hash, Tag, UserRound } from "lucide-react";

import { memberName, useMembers, useQueues } from "@/api/organization";
import { useMe } from "@/api/session";
import type { Ticket, TicketPatch } from "@/api/types";
import { PRIORITIES, TICKET_STATUSES } from "@/api/types";
import { Avatar } from "@/components/person";
import { PriorityIcon } from "@/components/priority";
import type { Pick } from "@/components/quick-pick";
import { QuickPick } from "@/components/quick-pick";
import { StatusIcon } from "@/components/status";
import { m } from "@/i18n";

interface Props {
  ticket: Ticket;
  change: (change: TicketPatch, said: string) => void;
  onClose: () => void;
}

const fields = m.ticket.fields;
const placeholder = m.ticket.choose;

export function StatusPick({ ticket, change, onClose }: Props) {
  const picks = TICKET_STATUSES.map((status): Pick => {
    const label = m.common.statuses[status];
    return { id: status, label, icon: <StatusIcon status={status} />, current: status === ticket.status, run: () => change({ status }, m.inbox.statusChanged({ code: ticket.ticket_code, status: label })) };
  });
  return <QuickPick title={fields.status} placeholder={placeholder} picks={picks} onClose={onClose} />;
}

export function PriorityPick({ ticket, change, onClose }: Props) {
  const picks = [...PRIORITIES].reverse().map((priority): Pick => ({
    id: priority,
    label: m.common.priorities[priority],
    icon: <PriorityIcon priority={priority} />,
    current: priority === ticket.priority,
    run: () => change({ priority }, m.ticket.saved({ field: fields.priority })),
  }));
  return <QuickPick title={fields.priority} placeholder={placeholder} picks={picks} onClose={onClose} />;
}

export function AssigneePick({ ticket, change, onClose }: Props) {
  const me = useMe().user.id;
  const members = useMembers();
  const assign = (id: string | null) => () => change({ assignee_user_id: id }, m.ticket.saved({ field: fields.assignee }));
  const sorted = [...members].filter((member) => member.role !== "viewer").sort((a, b) => Number(b.user_id === me) - Number(a.user_id === me));
  const picks: Pick[] = [
    ...sorted.map((member) => ({
      id: member.user_id,
      label: memberName(member),
      ...(member.user_id === me ? { hint: m.common.you } : {}),
      icon: <Avatar name={memberName(member)} seed={member.email} className="size-5 text-[0.5rem]" />,
      words: member.email,
      current: member.user_id === ticket.assignee_user_id,
      run: assign(member.user_id),
    })),
    { id: "nobody", label: m.common.nobody, icon: <UserRound aria-hidden className="text-ink-3" />, current: ticket.assignee_user_id === null, run: assign(null) },
  ];
  return <QuickPick title={fields.assignee} placeholder={m.ticket.assign.placeholder} picks={picks} onClose={onClose} />;
}

export function QueuePick({ ticket, change, onClose }: Props) {
  const queues = useQueues();
  const icon = <Hash aria-hidden className="text-ink-3" />;
  const move = (id: string | null) => () => change({ assignee_queue_id: id }, m.ticket.saved({ field: fields.queue }));
  const picks: Pick[] = [
    ...queues.map((queue) => ({ id: queue.id, label: queue.name, icon, current: queue.id === ticket.assignee_queue_id, run: move(queue.id) })),
    { id: "none", label: m.ticket.noQueue, icon, current: ticket.assignee_queue_id === null, run: move(null) },
  ];
  return <QuickPick title={fields.queue} placeholder={placeholder} picks={picks} onClose={onClose} />;
}

export function TagPick({ ticket, change, onClose }: Props) {
  const icon = <Tag aria-hidden className="text-ink-3" />;
  const set = (tags: string[]) => () => change({ tags }, m.ticket.saved({ field: fields.tags }));
  const picks = ticket.tags.map((tag): Pick => ({ id: tag, label: m.ticket.tagRemove({ tag }), icon, current: true, run: set(ticket.tags.filter((one) => one !== tag)) }));
  const fromText = (text: string): Pick | null => {
    const tag = text.toLowerCase().replaceAll(",", "").slice(0, 50);
    return tag === "" || ticket.tags.includes(tag) ? null : { id: "new", label: m.ticket.tagAdd({ tag }), icon, run: set([...ticket.tags, tag].sort()) };
  };
  return <QuickPick title={fields.tags} placeholder={m.ticket.tagInput} picks={picks} fromText={fromText} onClose={onClose} />;
}
