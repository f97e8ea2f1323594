import { AlarmClock } from "lucide-react";

import { memberName, useMembers } from "@/api/organization";
import type { Ticket } from "@/api/types";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n";
import { formatMoment } from "@/lib/format";

/** Why the ticket is in no active view, who put it off, and how to have it back. */
export function SnoozeNotice({ ticket, onWake }: { ticket: Ticket; onWake: (() => void) | null }) {
  const members = useMembers();
  if (ticket.snoozed_until === null) return null;
  const by = members.find((member) => member.user_id === ticket.snoozed_by_user_id);
  return (
    <div role="status" className="flex items-center gap-2 border-b border-line bg-sunken px-4 py-1.5 text-sm">
      <AlarmClock aria-hidden className="size-4 shrink-0 text-amber" />
      <span className="min-w-0 flex-1">
        {m.ticket.snooze.until({ when: formatMoment(ticket.snoozed_until) })} {by ? <span className="text-ink-3">{m.ticket.events.byUs({ name: memberName(by) })}</span> : null}
      </span>
      {onWake ? (
        <Button size="sm" onClick={onWake}>
          {m.ticket.snooze.wakeNow}
        </Button>
      ) : null}
    </div>
  );
}
