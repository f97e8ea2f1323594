import type { OpsOccurrence } from "@/api/types";

import { problem } from "./http.ts";
import { uuid } from "./random.ts";
import type { Routes } from "./routes.ts";
import type { Session } from "./sessions.ts";
import { requireMe } from "./sessions.ts";

function requireAdmin(session: Session): void {
  if (requireMe(session).role !== "admin") throw problem(403, "role_forbids", "Forbidden", "Only administrators see operations.");
}

const OUTCOMES: Pick<OpsOccurrence, "state" | "disposition" | "reason" | "error" | "attempts">[] = [
  { state: "processed", disposition: "ticketed", reason: "new_conversation", error: null, attempts: 1 },
  { state: "processed", disposition: "ticketed", reason: "in_reply_to", error: null, attempts: 1 },
  { state: "processed", disposition: "parked", reason: "internal_mail_between_colleagues", error: null, attempts: 1 },
  { state: "processed", disposition: "ticketed", reason: "references", error: null, attempts: 1 },
  { state: "processed", disposition: "dropped", reason: "rule: Monitoring alerts", error: null, attempts: 1 },
  { state: "gone", disposition: null, reason: "deleted_at_google_before_fetch", error: null, attempts: 1 },
  { state: "failed", disposition: null, reason: "blob_write", error: { code: "blob_store_full", detail: "The blob store refused the write: no space left on device." }, attempts: 5 },
];

function occurrences(session: Session): OpsOccurrence[] {
  return session.world.tickets.slice(0, 24).map((ticket, n) => {
    const outcome = OUTCOMES[n % 23 === 22 ? 6 : n % 19 === 18 ? 5 : n % 7 === 6 ? (n % 2 === 0 ? 2 : 4) : n % 2 === 0 ? 0 : 1];
    if (!outcome) throw new Error("no outcome");
    const ticketed = outcome.disposition === "ticketed";
    return {
      id: uuid(8, n),
      mailbox_id: uuid(5, 1),
      gmail_message_id: (0x19a4c0000000 + n * 128).toString(16),
      message_id: outcome.state === "processed" ? uuid(6, n) : null,
      ticket_id: ticketed ? ticket.id : null,
      discovered_by: "backfill",
      dedupe_reason: null,
      original_recipient: null,
      from_email: outcome.state === "gone" ? null : ticket.requester_email,
      subject: outcome.state === "gone" ? null : ticket.subject,
      size: 4_200,
      internal_date: ticket.last_message_at,
      created_at: ticket.created_at,
      updated_at: ticket.updated_at,
      ...outcome,
    };
  });
}

const CHECKS: [name: string, rule: string][] = [
  ["processed_has_message", "Every processed mail has a message; every message has a ticket or a reason why not."],
  ["raw_bytes_match", "Every message's raw bytes exist and hash to their key."],
  ["one_message_per_identity", "At most one message per identity, at most one ticket per message."],
  ["no_cross_organisation_rows", "No row refers to another organisation."],
  ["cursor_behind_recorded", "The cursor is never ahead of a mail that was not recorded."],
  ["one_delivery_per_reply", "A reply was delivered at most once."],
];

export const opsRoutes: Routes = {
  "GET /ops/occurrences": ({ session, query }) => {
    requireAdmin(session);
    const keep = (key: "state" | "disposition" | "mailbox_id", value: string | null) => query.get(key) === null || query.get(key) === value;
    const all = occurrences(session).filter((one) => keep("state", one.state) && keep("disposition", one.disposition) && keep("mailbox_id", one.mailbox_id));
    const start = Number(query.get("cursor") ?? 0);
    const end = start + Number(query.get("limit") ?? 50);
    return { items: all.slice(start, end), next_cursor: end < all.length ? String(end) : null };
  },
  "POST /ops/replay": ({ session, body }) => {
    requireAdmin(session);
    const none = { counts: {}, examples: [], altered: {}, messages: [], tickets: [], routing: [] };
    if (body.dry_run !== true) return { ...none, dry_run: false, examined: 0, changed: 0, job_id: 9_001 };
    const [first, second, third] = session.world.tickets;
    if (!first || !second || !third) return { ...none, dry_run: true, examined: 0, changed: 0, job_id: null };
    return {
      ...none,
      dry_run: true,
      examined: 412,
      changed: 3,
      counts: { classification: 2, original_recipient: 1 },
      altered: { message_changes: 2, ticket_appears: 1, ticket_changes: 1, routing_changes: 1 },
      messages: [{ kind: "changes", id: uuid(6, 1), label: "Ten rides for November", fields: { classification: { from: "list", to: "human" }, outcome: { from: "parked", to: "a new ticket" } } }],
      tickets: [
        { kind: "appears", id: null, label: null, fields: { subject: { from: null, to: "Ten rides for November" }, status: { from: null, to: "new" } } },
        { kind: "changes", id: second.id, label: second.ticket_code, fields: { status: { from: "open", to: "pending" } } },
      ],
      routing: [{ kind: "changes", id: third.id, label: third.ticket_code, fields: { queue: { from: null, to: "Workshop" } } }],
      job_id: null,
    };
  },
  "GET /ops/jobs/dlq": ({ session }) => {
    requireAdmin(session);
    if (session.world.tickets.length === 0) return { items: [], next_cursor: null };
    const job = (id: number, job_type: string, args: Record<string, unknown>, minutes: number) => ({ id, job_type, arguments: args, attempts: 5, failed_at: new Date(session.world.startedAt - minutes * 60_000).toISOString() });
    return {
      items: [
        job(71_204, "occurrence_fetch_raw", { mailbox_id: uuid(5, 1), occurrence_ids: [uuid(8, 22)] }, 42),
        job(70_988, "mailbox_watch_renew", { mailbox_id: uuid(5, 2) }, 380),
      ],
      next_cursor: null,
    };
  },
  "POST /ops/jobs/:id/replay": ({ session }) => {
    requireAdmin(session);
    return { job_type: "occurrence_fetch_raw", job_id: 9_002 };
  },
  "GET /ops/verify": ({ session }) => {
    requireAdmin(session);
    return { ok: true, checks: CHECKS.map(([name, rule]) => ({ name, rule, ok: true, violations: 0, examples: [], examined: null })) };
  },
};
