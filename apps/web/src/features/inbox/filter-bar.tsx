import { useNavigate } from "@tanstack/react-router";
import { ArrowDownUp, ChevronDown, X } from "lucide-react";
import type { ReactNode } from "react";

import { memberName, useMembers } from "@/api/organization";
import { useMe } from "@/api/session";
import type { TicketSort } from "@/api/types";
import { TICKET_SORTS } from "@/api/types";
import { priorityOptions } from "@/components/priority";
import { statusOptions } from "@/components/status";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { SelectOption } from "@/components/ui/select";
import { SaveView } from "@/features/inbox/save-view";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatList } from "@/lib/format";
import type { InboxSearch } from "@/lib/inbox-search";
import { activeFilterCount, sortOf } from "@/lib/inbox-search";

interface TriggerProps {
  label: string;
  value: string | null;
  icon?: ReactNode;
}

function Trigger({ label, value, icon, ...props }: TriggerProps) {
  return (
    <Button
      variant="ghost"
      size="sm"
      className={cn("max-w-56 gap-1 text-ink-2", value !== null && "bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent")}
      {...props}
    >
      {icon}
      <span className="truncate">{value === null ? label : `${label}: ${value}`}</span>
      <ChevronDown aria-hidden className="size-3! opacity-70" />
    </Button>
  );
}

interface MultiProps<T extends string> {
  label: string;
  options: readonly SelectOption<T>[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Several values, ORed. The menu stays open while they are ticked. */
function MultiFilter<T extends string>({ label, options, value, onChange }: MultiProps<T>) {
  const chosen = new Set(value?.split(",") ?? []);
  const names = options.filter((option) => chosen.has(option.value)).map((option) => option.label);
  const toggle = (one: T) => {
    const next = options.map((option) => option.value).filter((known) => (known === one ? !chosen.has(known) : chosen.has(known)));
    onChange(next.length > 0 ? next.join(",") : undefined);
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Trigger label={label} value={names.length > 0 ? formatList(names) : null} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {options.map((option) => (
          <DropdownMenuCheckboxItem
            key={option.value}
            checked={chosen.has(option.value)}
            onCheckedChange={() => toggle(option.value)}
            onSelect={(event) => event.preventDefault()}
          >
            {option.icon}
            {option.label}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function AssigneeFilter({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const me = useMe();
  const members = useMembers().filter((member) => member.user_id !== me.user.id);
  const named = members.find((member) => member.user_id === value);
  const fixed: Record<string, string> = { me: m.inbox.me, none: m.inbox.nobody };
  const label = value === undefined ? null : (fixed[value] ?? (named ? memberName(named) : m.common.unknown));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Trigger label={m.inbox.assignee} value={label} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuRadioGroup value={value ?? "any"} onValueChange={(next) => onChange(next === "any" ? undefined : next)}>
          <DropdownMenuRadioItem value="any">{m.inbox.anyone}</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="me">{m.inbox.me}</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="none">{m.inbox.nobody}</DropdownMenuRadioItem>
          {members.map((member) => (
            <DropdownMenuRadioItem key={member.user_id} value={member.user_id}>
              {memberName(member)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

export function FilterBar({ search }: { search: InboxSearch }) {
  const navigate = useNavigate();
  const set = (change: Partial<InboxSearch>) => void navigate({ to: "/inbox", search: { ...search, ...change } });
  const sort = sortOf(search);
  return (
    <div role="group" aria-label={m.inbox.filters} className="flex items-center gap-1 overflow-x-auto px-2 pb-2 md:px-3 [scrollbar-width:none]">
      <MultiFilter label={m.inbox.status} options={statusOptions} value={search.status} onChange={(status) => set({ status })} />
      <MultiFilter label={m.inbox.priority} options={priorityOptions} value={search.priority} onChange={(priority) => set({ priority })} />
      <AssigneeFilter value={search.assignee} onChange={(assignee) => set({ assignee: assignee })} />
      {search.tag === undefined ? null : (
        <Button
          variant="ghost"
          size="sm"
          className="bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent"
          aria-label={m.inbox.removeTag({ tag: search.tag })}
          onClick={() => set({ tag: undefined })}
        >
          {`${m.inbox.tag}: ${search.tag}`}
          <X aria-hidden className="size-3!" />
        </Button>
      )}
      {activeFilterCount(search) > 0 ? (
        <Button variant="ghost" size="sm" onClick={() => set({ status: undefined, priority: undefined, assignee: undefined, tag: undefined })}>
          {m.inbox.clearFilters}
        </Button>
      ) : null}
      <span className="flex-1" />
      <SaveView search={search} />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="sm" aria-label={`${m.inbox.sort}: ${m.inbox.sorts[sort]}`}>
            <ArrowDownUp aria-hidden className="size-3.5!" />
            {m.inbox.sorts[sort]}
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuRadioGroup value={sort} onValueChange={(next) => set({ sort: next as TicketSort })}>
            {TICKET_SORTS.map((value) => (
              <DropdownMenuRadioItem key={value} value={value}>
                {m.inbox.sorts[value]}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  );
}
