import { PenLine } from "lucide-react";

import { memberName, useMembers } from "@/api/organization";
import type { Presence } from "@/api/types";
import { Avatar } from "@/components/person";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const MOST = 3;

function said({ name, state }: Presence): string {
  return m.ticket.presence[state]({ name });
}

/** Colleagues who have the ticket open; a pen marks who writes. One sentence for a screen reader. */
export function PresenceMark({ people, small = false }: { people: readonly Presence[]; small?: boolean }) {
  const members = useMembers();
  if (people.length === 0) return null;
  const sentence = people.map(said).join(" ");
  return (
    <span role="img" aria-label={sentence} title={sentence} className="inline-flex shrink-0 items-center -space-x-1.5">
      {people.slice(0, MOST).map((one) => {
        const member = members.find(({ user_id }) => user_id === one.user_id);
        return (
          <span key={one.user_id} className="relative">
            <Avatar
              name={member ? memberName(member) : one.name}
              seed={member?.email ?? one.name}
              className={cn("ring-2 ring-canvas", small ? "size-5 text-[0.5625rem]" : "size-6.5", one.state !== "viewing" && "ring-amber")}
            />
            {one.state === "viewing" ? null : (
              <span className="absolute -end-1 -bottom-1 flex size-3.5 items-center justify-center rounded-full border border-line bg-raised">
                <PenLine aria-hidden className="size-2.5 text-amber" />
              </span>
            )}
          </span>
        );
      })}
      {people.length > MOST ? <span className="ps-2.5 text-xs text-ink-3">{`+${people.length - MOST}`}</span> : null}
    </span>
  );
}
