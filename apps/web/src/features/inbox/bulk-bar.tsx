import { AlarmClock, Ban, CheckCheck, ChevronDown, Hash, Mail, MailOpen, UserRound, X } from "lucide-react";
import type { ReactNode } from "react";

import { MAX_BULK } from "@/api/bulk";
import { memberName, useMembers, useQueues } from "@/api/organization";
import { useMe } from "@/api/session";
import type { BulkPatch } from "@/api/types";
import { priorityOptions } from "@/components/priority";
import { statusOptions } from "@/components/status";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import type { SelectOption } from "@/components/ui/select";
import { BulkTags } from "@/features/inbox/bulk-tags";
import type { BulkActions } from "@/features/inbox/use-bulk-actions";
import type { Selection } from "@/features/inbox/use-selection";
import { m } from "@/i18n";

interface MenuProps<T extends string> {
  label: string;
  options: readonly SelectOption<T>[];
  onPick: (value: T) => void;
}

function Menu<T extends string>({ label, options, onPick }: MenuProps<T>) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" className="gap-1">
          {label}
          <ChevronDown aria-hidden className="size-3! opacity-70" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top">
        {options.map((option) => (
          <DropdownMenuItem key={option.value} onSelect={() => onPick(option.value)}>
            {option.icon}
            <span className="truncate">{option.label}</span>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

const NOBODY = "none";
const orNull = (value: string) => (value === NOBODY ? null : value);

function useAssignees(): SelectOption<string>[] {
  const me = useMe().user.id;
  const members = useMembers().filter((member) => member.role !== "viewer");
  const sorted = [...members].sort((a, b) => Number(b.user_id === me) - Number(a.user_id === me));
  return [
    ...sorted.map((member) => ({ value: member.user_id, label: memberName(member), icon: <UserRound aria-hidden /> })),
    { value: NOBODY, label: m.common.nobody },
  ];
}

interface Props {
  selection: Selection;
  /** How many rows are loaded. */
  loaded: number;
  actions: BulkActions;
  onSnooze: (ids: readonly string[]) => void;
}

/** What can be done with the ticked rows; floats over the list, so that nothing moves when it comes. */
export default function BulkBar({ selection, loaded, actions, onSnooze }: Props) {
  const canWrite = useMe().role !== "viewer";
  const assignees = useAssignees();
  const queues = [...useQueues().map(({ id, name }) => ({ value: id, label: name, icon: <Hash aria-hidden /> })), { value: NOBODY, label: m.common.none }];
  const ids = [...selection.selected];
  if (ids.length === 0) return null;
  const change = (patch: BulkPatch, done: (count: number) => string = (count) => m.inbox.bulkChanged({ count })) => actions.change(ids, patch, done);
  const iconButton = (label: string, icon: ReactNode, run: () => void) => (
    <Button variant="ghost" size="icon" className="size-7" aria-label={label} title={label} onClick={run}>
      {icon}
    </Button>
  );
  return (
    <div
      role="toolbar"
      aria-label={m.inbox.bulk}
      className="animate-pop absolute inset-x-2 bottom-3 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center gap-0.5 overflow-x-auto rounded-xl border border-line-strong bg-raised px-2 py-1.5 shadow-pop [scrollbar-width:none]"
    >
      <span role="status" className="px-2 text-sm font-medium whitespace-nowrap tabular-nums">
        {m.inbox.selected({ count: ids.length })}
      </span>
      {ids.length < Math.min(loaded, MAX_BULK) ? (
        <Button variant="ghost" size="sm" className="text-accent" onClick={selection.all}>
          {m.inbox.selectAll({ count: Math.min(loaded, MAX_BULK) })}
        </Button>
      ) : null}
      {canWrite ? (
        <>
          <Menu label={m.inbox.assignee} options={assignees} onPick={(value) => change({ assignee_user_id: orNull(value) })} />
          <Menu label={m.inbox.status} options={statusOptions} onPick={(status) => change({ status })} />
          <Menu label={m.inbox.priority} options={priorityOptions} onPick={(priority) => change({ priority })} />
          <Menu label={m.inbox.queue} options={queues} onPick={(value) => change({ assignee_queue_id: orNull(value) })} />
          <BulkTags onChange={change} />
          {iconButton(m.ticket.keys.snooze, <AlarmClock aria-hidden />, () => onSnooze(ids))}
          {iconButton(m.inbox.keys.resolve, <CheckCheck aria-hidden />, () => change({ status: "resolved" }))}
          {iconButton(m.inbox.markSpam, <Ban aria-hidden />, () => change({ status: "spam" }))}
        </>
      ) : null}
      {iconButton(m.inbox.markRead, <MailOpen aria-hidden />, () => actions.mark(ids, true))}
      {iconButton(m.inbox.markUnread, <Mail aria-hidden />, () => actions.mark(ids, false))}
      {iconButton(m.inbox.clearSelection, <X aria-hidden />, selection.clear)}
    </div>
  );
}
