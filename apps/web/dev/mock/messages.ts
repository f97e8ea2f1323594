/** The conversation of a ticket, made on demand and always the same. */
import type { Attachment, BouncedAddress, Message, Ticket, TicketEvent } from "@/api/types";

import { MEMBERS, QUEUES } from "./people.ts";
import { uuid } from "./random.ts";
import type { Story } from "./stories.ts";
import { STORIES } from "./stories.ts";

const MINUTE = 60_000;
/** Ids of this many messages for each ticket. */
const PLACES = 16_384;

function numberOf(ticket: Ticket): number {
  return parseInt(ticket.id.slice(-12), 16);
}

function storyOf(ticket: Ticket): Story {
  const found = STORIES.find((story) => ticket.subject.endsWith(story.subject));
  if (!found) throw new Error(`no story for ${ticket.subject}`);
  return found;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function paragraphs(text: string): string {
  return text.split(/\n{2,}/).map((block) => `<p>${escapeHtml(block).replaceAll("\n", "<br>")}</p>`).join("");
}

function attachmentsOf(story: Story, ticketNumber: number, inline: boolean): Attachment[] {
  const files: Attachment[] = (story.files ?? []).map(([filename, content_type, size], index) => ({
    id: uuid(7, ticketNumber * 10 + index), filename, content_type, size, is_inline: false, content_id: null,
  }));
  if (inline) files.push({ id: uuid(7, ticketNumber * 10 + 9), filename: "parcel.png", content_type: "image/png", size: 1_904, is_inline: true, content_id: "<parcel@mail.example>" });
  return files;
}

function bodyOf(story: Story, outbound: boolean, index: number, name: string): string {
  if (outbound) return `Hi ${name.split(" ")[0] ?? ""},\n\n${story.reply}\n\nAll the best\nHalden Cycles`;
  if (index === 0) return `${story.body}\n${name}`;
  return index % 4 === 2 ? "Perfect, thank you! That helps a lot." : `Thanks for the quick answer. One more thing: could you also send this to my colleague?\n\n${name}`;
}

function htmlOf(text: string, quoted: string | null, inline: boolean): string {
  const picture = inline
    ? '<p><img src="cid:parcel@mail.example" alt="Photo of the label" width="360"></p><p><img data-remote-src="https://shop.example/logo.png" alt="Logo of the shop" width="180" height="75"></p><p>Follow it at <a href="https://click.mailer.example/r?u=1">www.parcels.example</a></p><p><img data-remote-src="https://tracker.example/open.gif?u=1" width="1" height="1" alt=""></p>'
    : "";
  const history = quoted === null ? "" : `<div class="gmail_quote"><div>On Mon, 23 Nov 2026 they wrote:</div><blockquote>${paragraphs(quoted)}</blockquote></div>`;
  return `<div>${paragraphs(text)}${picture}${history}</div>`;
}

/** In some conversations our first answer did not arrive, and the third message says so. */
function bounces(n: number): boolean {
  return n % 13 === 3;
}

function failureOf(ticket: Ticket, n: number): Message["delivery_failures"][number] {
  return {
    recipient: ticket.requester_email,
    kind: n % 2 === 0 ? "hard" : "delayed",
    action: "failed",
    status: n % 2 === 0 ? "5.1.1" : "4.4.1",
    diagnostic: n % 2 === 0 ? "smtp; 550 5.1.1 The email account that you tried to reach does not exist" : "smtp; 421 4.4.1 connection timed out",
    remote_mta: "mx.example",
    source: "delivery-status",
    report_message_id: uuid(6, n * 64 + 2),
    report_ticket_id: ticket.id,
    reported_at: ticket.last_message_at,
    original_message_id: uuid(6, n * 64 + 1),
  };
}

/** For good, and the customer has not written since. */
export function requesterBounced(ticket: Ticket): BouncedAddress | null {
  const n = numberOf(ticket);
  if (!bounces(n) || n % 2 !== 0 || countOf(ticket) < 3 || countOf(ticket) > 4) return null;
  const { recipient, kind, status, diagnostic, reported_at, report_message_id, report_ticket_id } = failureOf(ticket, n);
  return { email: recipient, kind, status, diagnostic, reported_at, report_message_id, report_ticket_id };
}

function classOf(n: number, index: number, outbound: boolean): Pick<Message, "classification" | "classification_reason" | "classification_confidence" | "classification_headers"> {
  if (bounces(n) && index === 2)
    return {
      classification: "bounce",
      classification_reason: "A mail system says that delivery failed (RFC 3464).",
      classification_confidence: 0.99,
      classification_headers: { "Content-Type": "multipart/report; report-type=delivery-status", Status: "5.1.1" },
    };
  if (n % 41 === 7 && index > 0 && !outbound)
    return {
      classification: "vacation",
      classification_reason: "An automatic answer of somebody who is away.",
      classification_confidence: 0.97,
      classification_headers: { "Auto-Submitted": "auto-replied (vacation)" },
    };
  return { classification: "human", classification_reason: "No header says that a machine or a list sent it.", classification_confidence: 0.8, classification_headers: {} };
}

/** How many messages a ticket began with, where people have placed others there or elsewhere since. */
const begunWith = new WeakMap<Ticket, number>();

function countOf(ticket: Ticket): number {
  return begunWith.get(ticket) ?? ticket.message_count;
}

/** Its own messages are made from here on as they are now, whatever `message_count` becomes. */
export function freeze(ticket: Ticket, count = countOf(ticket)): void {
  begunWith.set(ticket, count);
}

function messageOf(ticket: Ticket, index: number): Message {
  const story = storyOf(ticket);
  const n = numberOf(ticket);
  const outbound = index % 2 === 1;
  const agent = MEMBERS[(n + index) % 4] ?? MEMBERS[0];
  const queue = QUEUES[story.q] ?? QUEUES[0];
  const customerName = ticket.requester_name || ticket.requester_email;
  const own = bodyOf(story, outbound, index, customerName);
  const before = index === 0 ? null : bodyOf(story, !outbound, index - 1, customerName);
  const quoted = before === null ? "" : `\n\nOn Mon, 23 Nov 2026, ${outbound ? customerName : (agent?.name ?? "")} wrote:\n${before.split("\n").map((line) => `> ${line}`).join("\n")}`;
  const span = Date.parse(ticket.last_message_at) - Date.parse(ticket.created_at);
  const at = new Date(Date.parse(ticket.created_at) + (countOf(ticket) > 1 ? (span * index) / (countOf(ticket) - 1) : 0)).toISOString();
  const inline = story.html === true && index === 0;
  const from = outbound ? { email: agent?.email ?? "", name: agent?.name ?? "" } : { email: ticket.requester_email, name: ticket.requester_name };
  return {
    id: uuid(6, n * PLACES + index),
    ticket_id: ticket.id,
    stitch_reason: index === 0 ? "new_conversation" : "in_reply_to",
    stitch_confidence: index === 0 ? 1 : 0.99,
    placed_by_person: false,
    sender_is_stranger: false,
    direction: outbound ? "outbound" : "inbound",
    ...classOf(n, index, outbound),
    from_email: from.email,
    from_name: from.name,
    author: { ...from, source: "from_header", evidence: {}, verified: null, verified_reason: "", refuted: story.refuted === true && !outbound },
    sent_by: outbound && agent ? { user_id: agent.user_id, name: agent.name } : null,
    bounced_addresses: [requesterBounced(ticket)].flatMap((one) => one ?? []),
    delivery_failures: bounces(n) && index === 1 ? [failureOf(ticket, n)] : [],
    delivery_reports: bounces(n) && index === 2 ? [failureOf(ticket, n)] : [],
    to_emails: outbound ? [ticket.requester_email] : [queue?.address ?? ""],
    cc_emails: index === 0 && n % 6 === 1 ? ["office@lakeside-tours.example"] : [],
    subject: ticket.subject,
    date_header: at,
    internal_date: at,
    sort_at: at,
    snippet: own.replace(/\s+/g, " ").slice(0, 140),
    body_text: own + quoted,
    body_html_sanitized: story.html ? htmlOf(own, before, inline) : null,
    new_ranges: [[0, Array.from(own).length]],
    defects: inline ? ["missing_date", "pgp_signed"] : [],
    attachments: index === 0 ? attachmentsOf(story, n, inline) : [],
    occurrences: [0, ...(n % 5 === 0 ? [1] : [])].map((copy) => ({
      id: uuid(8, (n * PLACES + index) * 2 + copy),
      mailbox_id: uuid(5, copy + 1),
      gmail_message_id: (0x19a4c0000000 + (n * PLACES + index) * 2 + copy).toString(16),
      state: "processed",
      original_recipient: outbound ? null : (queue?.address ?? null),
      original_recipient_source: outbound ? null : "x_gm_original_to",
      original_recipient_confidence: outbound ? null : 0.98,
      original_recipient_evidence: outbound ? null : { x_gm_original_to: queue?.address, delivered_to: "journal@halden.example", to: [queue?.address] },
    })),
  };
}

export function messagesOf(ticket: Ticket, from = 0, until = countOf(ticket)): Message[] {
  const [first, last] = [Math.max(0, from), Math.min(until, countOf(ticket))];
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => messageOf(ticket, first + index));
}

/** A page of a thread: the newest before the cursor, or with `oldest` the first ones after it. */
export function messagePage(ticket: Ticket, cursor: string | null, limit: number, oldest: boolean): { items: Message[]; next_cursor: string | null } {
  const place = cursor === null ? (oldest ? 0 : countOf(ticket)) : Number(cursor);
  const [from, until] = oldest ? [place, place + limit] : [place - limit, place];
  const next = oldest ? until : from;
  return { items: messagesOf(ticket, from, until), next_cursor: next > 0 && next < countOf(ticket) ? String(next) : null };
}

export function eventsOf(ticket: Ticket): TicketEvent[] {
  const n = numberOf(ticket);
  const base = Date.parse(ticket.created_at);
  const actor = MEMBERS[n % 4] ? { user_id: MEMBERS[n % 4]?.user_id ?? "", name: MEMBERS[n % 4]?.name ?? "" } : null;
  const make = (index: number, kind: TicketEvent["kind"], data: Record<string, unknown>, by: TicketEvent["actor"]): TicketEvent => ({
    id: uuid(9, n * 16 + index), kind, actor: by, data, message_id: null, created_at: new Date(base + (index + 1) * MINUTE).toISOString(), undone_at: null, undoable: by !== null,
  });
  const events = [make(0, "created", {}, null), make(1, "routed", { queue_id: ticket.assignee_queue_id }, null)];
  if (ticket.assignee_user_id !== null) events.push(make(2, "assignee_changed", { from: null, to: ticket.assignee_user_id }, actor));
  if (ticket.status !== "new") events.push(make(3, "status_changed", { from: "new", to: ticket.status === "spam" ? "spam" : "open" }, actor));
  if (ticket.priority !== "normal") events.push(make(4, "priority_changed", { from: "normal", to: ticket.priority }, actor));
  if (ticket.status === "resolved" || ticket.status === "closed") events.push({ ...make(5, "status_changed", { from: "open", to: ticket.status }, actor), created_at: ticket.updated_at });
  return events;
}
