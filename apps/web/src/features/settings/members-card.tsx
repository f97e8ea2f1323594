import { useQuery } from "@tanstack/react-query";

import { memberName, membersQuery } from "@/api/organization";
import { useMe } from "@/api/session";
import { Avatar } from "@/components/person";
import { Badge } from "@/components/ui/surface";
import { Section } from "@/features/settings/section";
import { m } from "@/i18n/admin";

export function MembersCard() {
  const me = useMe();
  const members = useQuery(membersQuery);
  return (
    <Section title={m.settings.members.title} query={members}>
      {(data) => (
        <>
          <ul>
            {data.map((member) => (
              <li key={member.user_id} className="flex h-13 items-center gap-3 border-b border-line px-5 last:border-0">
                <Avatar name={memberName(member)} seed={member.email} className="size-7" />
                <div className="min-w-0 flex-1 leading-4.5">
                  <p className="truncate text-sm font-medium">
                    {memberName(member)}
                    {member.user_id === me.user.id ? <span className="ms-1.5 text-xs font-normal text-ink-3">{m.common.you}</span> : null}
                  </p>
                  <p className="truncate text-xs text-ink-3">{member.email}</p>
                </div>
                <Badge tone={member.role === "admin" ? "accent" : "neutral"}>{m.common.roles[member.role]}</Badge>
              </li>
            ))}
          </ul>
          {data.length <= 1 ? <p className="px-5 pb-4 text-sm text-ink-3">{m.settings.members.empty}</p> : null}
        </>
      )}
    </Section>
  );
}
