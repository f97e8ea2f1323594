/** Whole API objects for tests; each says only what matters to it. */
import type { ListedTicket, Message, SyncStatus, Ticket } from "@/api/types";

const AT = "2026-11-20T10:00:00Z";

export function sampleTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: "00000004-0000-4000-8000-000000000001",
    ticket_code: "T-000001",
    subject: "Rear hub clicks",
    status: "open",
    priority: "normal",
    requester_email: "anna@post.example",
    requester_name: "Anna Andersson",
    assignee_user_id: null,
    assignee_queue_id: null,
    tags: [],
    snoozed_until: null,
    snoozed_by_user_id: null,
    message_count: 1,
    has_attachments: false,
    snippet: "Hello",
    first_message_at: AT,
    last_message_at: AT,
    last_direction: "inbound",
    last_inbound_at: AT,
    last_outbound_at: null,
    awaiting_reply_since: AT,
    response_due_at: null,
    response_due: null,
    created_at: AT,
    updated_at: AT,
    merged_into: null,
    ...change,
  };
}

export function sampleListed(change: Partial<ListedTicket> = {}): ListedTicket {
  return { ...sampleTicket(), unread: false, match: null, ...change };
}

export function sampleMessage(change: Partial<Message> = {}): Message {
  return {
    id: "00000006-0000-4000-8000-000000000001",
    ticket_id: "00000004-0000-4000-8000-000000000001",
    stitch_reason: "new_conversation",
    stitch_confidence: 1,
    placed_by_person: false,
    sender_is_stranger: false,
    direction: "inbound",
    classification: "human",
    classification_reason: "No header says that a machine or a list sent it.",
    classification_confidence: 0.8,
    classification_headers: {},
    from_email: "anna@post.example",
    from_name: "Anna Andersson",
    author: { email: "anna@post.example", name: "Anna Andersson", source: "from", evidence: {}, verified: null, verified_reason: "", refuted: false },
    sent_by: null,
    to_emails: ["support@halden.example"],
    cc_emails: [],
    subject: "Rear hub clicks",
    date_header: AT,
    internal_date: AT,
    sort_at: AT,
    snippet: "Hello",
    body_text: "Hello",
    body_html_sanitized: null,
    new_ranges: [],
    defects: [],
    attachments: [],
    occurrences: [],
    delivery_reports: [],
    delivery_failures: [],
    bounced_addresses: [],
    ...change,
  };
}

export function sampleSync(change: Partial<SyncStatus> = {}): SyncStatus {
  return {
    mailbox_id: "00000005-0000-4000-8000-000000000001",
    backfill: { state: "done", listed: 100, total_estimate: 100, started_at: AT, finished_at: AT },
    counts: { discovered: 0, fetched: 0, processed: 100, gone: 0, failed: 0, total: 100 },
    rate_per_minute: 0,
    eta_seconds: null,
    history: { history_id: "1", last_synced_at: AT, lag_seconds: 1 },
    paused_until: null,
    not_before: null,
    circuit: { state: "closed", failures: 0, retry_at: null },
    reconcile: { last_run_at: null, missing_found: 0 },
    last_error: null,
    ...change,
  };
}
