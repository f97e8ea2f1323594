/** What the mock promises. It counts around the clock, whatever the business hours say. */
import type { ResponseTarget, Sla, Ticket } from "@/api/types";

import { QUEUES } from "./people.ts";

const MINUTE = 60_000;
/** Mail that is older was imported: it starts no promise. */
const OLDEST = 36 * 60 * MINUTE;

const target = (priority: ResponseTarget["priority"], first: number, next: number): ResponseTarget => ({ priority, first_response_minutes: first, next_response_minutes: next });

export const NO_SLA: Sla = { updated_at: null, business_hours: { time_zone: "UTC", weekly: [], holidays: [] }, policies: [] };

export const SLA: Sla = {
  updated_at: "2026-11-02T08:00:00Z",
  business_hours: {
    time_zone: "Europe/Oslo",
    weekly: [0, 1, 2, 3, 4].flatMap((weekday) => (weekday === 4 ? [{ weekday, start: "08:00", end: "15:00" }] : [{ weekday, start: "08:00", end: "12:00" }, { weekday, start: "12:30", end: "17:00" }])),
    holidays: ["2026-12-24", "2026-12-25", "2027-01-01"],
  },
  policies: [
    { queue_id: null, targets: [target("urgent", 60, 120), target("high", 240, 480), target("normal", 480, 960)] },
    { queue_id: QUEUES[1]?.id ?? null, targets: [target("urgent", 60, 60), target("high", 120, 240), target("normal", 300, 600), target("low", 1_440, 1_440)] },
  ],
};

/** Writes into the ticket since when somebody waits, and until when an answer was promised. */
export function settle(ticket: Ticket, { policies }: Sla, now = Date.now()): void {
  const waiting = ticket.last_direction === "inbound" && ticket.status !== "spam" && ticket.merged_into === null;
  const since = waiting ? ticket.last_message_at : null;
  Object.assign(ticket, { awaiting_reply_since: since, response_due_at: null, response_due: null });
  if (since === null || !["new", "open"].includes(ticket.status) || now - Date.parse(since) > OLDEST) return;
  const policy = policies.find(({ queue_id }) => queue_id !== null && queue_id === ticket.assignee_queue_id) ?? policies.find(({ queue_id }) => queue_id === null);
  const promised = policy?.targets.find(({ priority }) => priority === ticket.priority);
  const kind = ticket.last_outbound_at === null ? "first" : "next";
  const minutes = promised?.[`${kind}_response_minutes`] ?? null;
  if (minutes !== null) Object.assign(ticket, { response_due: kind, response_due_at: new Date(Date.parse(since) + minutes * MINUTE).toISOString() });
}
