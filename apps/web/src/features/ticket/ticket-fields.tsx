import type { ReactNode } from "react";

import { useQueues } from "@/api/organization";
import { useMe } from "@/api/session";
import type { Ticket } from "@/api/types";
import { AssigneePicker } from "@/components/assignee-picker";
import { priorityOptions } from "@/components/priority";
import { statusOptions } from "@/components/status";
import { Select } from "@/components/ui/select";
import { TagEditor } from "@/features/ticket/tag-editor";
import { useChange } from "@/features/ticket/use-change";
import { m } from "@/i18n";

const NO_QUEUE = "none";

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[4.75rem_minmax(0,1fr)] items-start gap-2">
      <span aria-hidden className="pt-1.5 text-xs text-ink-3">
        {label}
      </span>
      {children}
    </div>
  );
}

const quiet = "w-full border-transparent bg-transparent shadow-none hover:border-line";

/** What people decide about a ticket. Every change is shown at once and can be undone. */
export function TicketFields({ ticket }: { ticket: Ticket }) {
  const queues = useQueues();
  // What is to happen to a merged ticket must happen to the other one.
  const disabled = useMe().role === "viewer" || ticket.merged_into !== null;
  const change = useChange(ticket);
  const fields = m.ticket.fields;
  const saved = (field: string) => m.ticket.saved({ field });
  const queueOptions = [{ value: NO_QUEUE, label: m.ticket.noQueue }, ...queues.map((queue) => ({ value: queue.id, label: queue.name }))];
  return (
    <div className="space-y-1">
      <Row label={fields.status}>
        <Select
          label={fields.status}
          value={ticket.status}
          options={statusOptions}
          disabled={disabled}
          className={quiet}
          onChange={(status) => change({ status }, m.inbox.statusChanged({ code: ticket.ticket_code, status: m.common.statuses[status] }))}
        />
      </Row>
      <Row label={fields.priority}>
        <Select label={fields.priority} value={ticket.priority} options={priorityOptions} disabled={disabled} className={quiet} onChange={(priority) => change({ priority }, saved(fields.priority))} />
      </Row>
      <Row label={fields.assignee}>
        <AssigneePicker value={ticket.assignee_user_id} disabled={disabled} className={quiet} onChange={(userId) => change({ assignee_user_id: userId }, saved(fields.assignee))} />
      </Row>
      <Row label={fields.queue}>
        <Select
          label={fields.queue}
          value={ticket.assignee_queue_id ?? NO_QUEUE}
          options={queueOptions}
          disabled={disabled}
          className={quiet}
          onChange={(queue) => change({ assignee_queue_id: queue === NO_QUEUE ? null : queue }, saved(fields.queue))}
        />
      </Row>
      <Row label={fields.tags}>
        <div className="px-2 pt-1">
          <TagEditor tags={ticket.tags} disabled={disabled} onChange={(tags) => change({ tags }, saved(fields.tags))} />
        </div>
      </Row>
    </div>
  );
}
