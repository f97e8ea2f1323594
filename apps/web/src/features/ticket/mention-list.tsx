import { memberName } from "@/api/organization";
import type { Member } from "@/api/types";
import { Avatar } from "@/components/person";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

interface Props {
  id: string;
  members: readonly Member[];
  active: number;
  onChoose: (member: Member) => void;
}

export const optionId = (id: string, index: number) => `${id}-${index}`;

/** Whom the note may call; the keys stay with the text. */
export function MentionList({ id, members, active, onChoose }: Props) {
  return (
    <ul id={id} role="listbox" aria-label={m.ticket.note.mention} className="animate-pop absolute bottom-full start-3 z-20 mb-1 w-64 overflow-hidden rounded-lg border border-line-strong bg-raised p-1 text-ink shadow-pop">
      {members.map((member, index) => (
        <li
          key={member.user_id}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          // Before the text loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(member);
          }}
          className={cn("flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm", index === active ? "bg-selected" : "hover:bg-hover")}
        >
          <Avatar name={memberName(member)} seed={member.email} className="size-5 text-[0.5rem]" />
          <span className="truncate">{memberName(member)}</span>
        </li>
      ))}
    </ul>
  );
}
