/** The shapes the API answers with (contract §3). Times are RFC 3339 UTC strings, ids are UUIDs. */

export type Role = "admin" | "agent" | "viewer";
export const TICKET_STATUSES = ["new", "open", "pending", "resolved", "closed", "spam"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const OCCURRENCE_STATES = ["discovered", "fetched", "processed", "gone", "failed"] as const;
export type OccurrenceState = (typeof OCCURRENCE_STATES)[number];
export const DISPOSITIONS = ["ticketed", "parked", "dropped"] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** One page of a list; `next_cursor` is opaque and null on the last page. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface AuthOptions {
  dev_login: boolean;
  google_login: boolean;
}

export interface Organization {
  id: string;
  name: string;
  domains: string[];
}

export interface Me {
  user: { id: string; email: string; name: string };
  organization: Organization;
  role: Role;
  memberships: { organization_id: string; organization_name: string; role: Role }[];
}

export interface Member {
  user_id: string;
  email: string;
  name: string;
  role: Role;
}

export interface Queue {
  id: string;
  name: string;
  open_count: number;
}

/** What went wrong and what a person can do about it. */
export interface ActionableError {
  code: string;
  detail: string | null;
  action: string;
}

export interface SyncStatus {
  mailbox_id: string;
  backfill: {
    state: "pending" | "running" | "done";
    listed: number;
    total_estimate: number | null;
    started_at: string | null;
    finished_at: string | null;
  };
  counts: { discovered: number; fetched: number; processed: number; gone: number; failed: number; total: number };
  rate_per_minute: number;
  eta_seconds: number | null;
  history: { history_id: string | null; last_synced_at: string | null; lag_seconds: number | null };
  paused_until: string | null;
  not_before: string | null;
  circuit: { state: "closed" | "open"; failures: number; retry_at: string | null };
  reconcile: { last_run_at: string | null; missing_found: number };
  last_error: ActionableError | null;
}

export interface Mailbox {
  id: string;
  kind: "journal" | "sending" | "archive";
  email: string;
  status: "connected" | "needs_reauth" | "paused" | "error";
  paused_until: string | null;
  error: ActionableError | null;
  connected_at: string | null;
  sync: SyncStatus;
}

export interface Connectivity {
  status: "ok" | "needs_reauth" | "error";
  profile_email: string | null;
  scopes: string[];
  error: ActionableError | null;
}

export interface Ticket {
  id: string;
  ticket_code: string;
  subject: string;
  status: TicketStatus;
  priority: Priority;
  requester_email: string;
  requester_name: string;
  assignee_user_id: string | null;
  assignee_queue_id: string | null;
  tags: string[];
  message_count: number;
  has_attachments: boolean;
  snippet: string;
  first_message_at: string;
  last_message_at: string;
  last_direction: "inbound" | "outbound";
  last_inbound_at: string | null;
  last_outbound_at: string | null;
  created_at: string;
  updated_at: string;
  merged_into: string | null;
}

export interface TicketCounts {
  by_status: Partial<Record<TicketStatus, number>>;
  mine: number;
  unassigned: number;
}

export interface Attachment {
  id: string;
  filename: string;
  content_type: string;
  size: number;
  is_inline: boolean;
  content_id: string | null;
}

export interface Occurrence {
  id: string;
  mailbox_id: string;
  gmail_message_id: string;
  state: OccurrenceState;
  original_recipient: string | null;
  original_recipient_source: string | null;
  original_recipient_confidence: number | null;
  original_recipient_evidence: unknown;
}

export interface Message {
  id: string;
  ticket_id: string;
  stitch_reason: string;
  stitch_confidence: number;
  direction: "inbound" | "outbound";
  classification: string;
  from_email: string;
  from_name: string;
  author: { email: string; name: string; source: string };
  to_emails: string[];
  cc_emails: string[];
  subject: string;
  date_header: string | null;
  internal_date: string | null;
  /** The moment that orders the conversation. */
  sort_at: string;
  snippet: string;
  body_text: string;
  body_html_sanitized: string | null;
  /** Character ranges [start, end) of `body_text` that the author wrote; the rest is quoted history. */
  new_ranges: [number, number][];
  attachments: Attachment[];
  occurrences: Occurrence[];
}

export interface TicketEvent {
  id: string;
  kind: string;
  actor: { user_id: string; name: string } | null;
  data: Record<string, unknown>;
  message_id: string | null;
  created_at: string;
  undoable: boolean;
}

export interface Note {
  id: string;
  author: { user_id: string; name: string } | null;
  body_markdown: string;
  /** Sanitised by the server. */
  body_html: string;
  created_at: string;
}

export interface TicketDetail {
  ticket: Ticket;
  /** The newest 50, oldest first. */
  messages: Message[];
  messages_next_cursor: string | null;
  events: TicketEvent[];
  notes: Note[];
}

export interface TicketPatch {
  status?: TicketStatus;
  priority?: Priority;
  assignee_user_id?: string | null;
  assignee_queue_id?: string | null;
  subject?: string;
  tags?: string[];
}

/** One stage of the pipeline's reasoning about a message. */
export interface Decision {
  decision: string;
  reason: string;
  confidence: number | null;
  evidence: unknown;
  alternatives: unknown;
}

export interface Why {
  dedupe: Decision;
  stitch: Decision;
  routing: Decision | null;
  classification: Decision;
}

export interface OpsOccurrence {
  id: string;
  mailbox_id: string;
  gmail_message_id: string;
  state: OccurrenceState;
  message_id: string | null;
  ticket_id: string | null;
  disposition: Disposition | null;
  reason: string | null;
  error: string | null;
  attempts: number;
}

export interface FailedJob {
  id: number;
  job_type: string;
  error: string | null;
  attempts: number;
  failed_at: string | null;
}

/** Every invariant of the store, with how often it is violated. */
export interface Verification {
  ok: boolean;
  checks: { name: string; description: string; violations: number }[];
}
