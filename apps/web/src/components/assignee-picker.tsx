import { Command } from "cmdk";
import { Check, UserRound, UserRoundPlus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";

import { memberName, useMembers } from "@/api/organization";
import { useMe } from "@/api/session";
import { Avatar } from "@/components/person";
import { buttonVariants } from "@/components/ui/button";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

interface Props {
  value: string | null;
  onChange: (userId: string | null) => void;
  disabled?: boolean;
  className?: string;
}

const row = "flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm select-none data-[selected=true]:bg-selected";

/** Assigns a member: type to find, yourself first. */
export function AssigneePicker({ value, onChange, disabled, className }: Props) {
  const [open, setOpen] = useState(false);
  const members = useMembers();
  const me = useMe();
  const assigned = members.find((member) => member.user_id === value);
  const sorted = [...members].sort((a, b) => Number(b.user_id === me.user.id) - Number(a.user_id === me.user.id));
  const choose = (userId: string | null) => {
    setOpen(false);
    if (userId !== value) onChange(userId);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        disabled={disabled}
        role="combobox"
        aria-expanded={open}
        aria-label={m.ticket.fields.assignee}
        className={cn(buttonVariants({ variant: "outline" }), "justify-start px-2.5 font-normal", className)}
      >
        {assigned ? <Avatar name={memberName(assigned)} seed={assigned.email} className="size-4.5 text-[0.5rem]" /> : <UserRoundPlus aria-hidden className="text-ink-3" />}
        <span className={cn("truncate", !assigned && "text-ink-3")}>{assigned ? memberName(assigned) : value ? m.common.unknown : m.common.nobody}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} collisionPadding={8} className="animate-pop z-50 w-64 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop">
          <Command label={m.ticket.fields.assignee} loop>
            <Command.Input placeholder={m.ticket.assign.placeholder} className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-ink-3" />
            <Command.List className="max-h-72 overflow-y-auto p-1 scroll-thin">
              <Command.Empty className="px-2 py-4 text-center text-sm text-ink-3">{m.ticket.assign.empty}</Command.Empty>
              <Command.Item value={m.common.nobody} onSelect={() => choose(null)} className={row}>
                <UserRound aria-hidden className="size-4.5 text-ink-3" />
                {m.common.nobody}
                {value === null ? <Check aria-hidden className="ms-auto size-3.5 text-accent" /> : null}
              </Command.Item>
              {sorted.map((member) => (
                <Command.Item key={member.user_id} value={`${memberName(member)} ${member.email}`} onSelect={() => choose(member.user_id)} className={row}>
                  <Avatar name={memberName(member)} seed={member.email} className="size-4.5 text-[0.5rem]" />
                  <span className="truncate">{memberName(member)}</span>
                  {member.user_id === me.user.id ? <span className="text-2xs text-ink-3">{m.common.you}</span> : null}
                  {member.user_id === value ? <Check aria-hidden className="ms-auto size-3.5 text-accent" /> : null}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
