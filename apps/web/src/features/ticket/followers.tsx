import { Eye, EyeOff } from "lucide-react";

import { useFollow } from "@/api/notifications";
import { useMembers } from "@/api/organization";
import { useMe } from "@/api/session";
import type { Person, TicketDetail } from "@/api/types";
import { Avatar } from "@/components/person";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";
import { offerUndo } from "@/lib/undo";

const words = m.ticket.follow;

function Follower({ person }: { person: Person }) {
  const member = useMembers().find((one) => one.user_id === person.user_id);
  return (
    <li className="flex items-center gap-2 text-sm">
      <Avatar name={person.name} seed={member?.email ?? person.name} className="size-5 text-[0.5rem]" />
      <span className="truncate">{person.name}</span>
    </li>
  );
}

/** Whether the signed-in person follows, and the key for it. */
export function useFollowing({ ticket, followers }: TicketDetail): { following: boolean; toggle: () => void } {
  const me = useMe().user.id;
  const { mutate } = useFollow(ticket.id);
  const following = followers.some((one) => one.user_id === me);
  const toggle = () => {
    mutate(!following);
    offerUndo(following ? words.stopped({ code: ticket.ticket_code }) : words.begun({ code: ticket.ticket_code }), () => mutate(following));
  };
  useShortcuts([{ keys: "w", label: following ? words.stop : words.start, group: "ticket", run: toggle }]);
  return { following, toggle };
}

/** Who hears of what happens to the ticket. */
export function Followers({ followers, following, onToggle }: { followers: readonly Person[]; following: boolean; onToggle: () => void }) {
  return (
    <div className="space-y-2">
      {followers.length === 0 ? <p className="text-xs text-ink-3">{words.nobody}</p> : null}
      <ul className="space-y-1">
        {followers.map((person) => (
          <Follower key={person.user_id} person={person} />
        ))}
      </ul>
      <Button size="sm" aria-pressed={following} onClick={onToggle}>
        {following ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        {following ? words.stop : words.start}
      </Button>
    </div>
  );
}
