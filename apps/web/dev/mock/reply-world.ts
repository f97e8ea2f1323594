/** What one sign-in writes and sends, apart from the world it reads. */
import { randomUUID } from "node:crypto";

import type { Acknowledgement, CannedReply, Draft, Message, Preferences, Reply, SendIdentity, Ticket, Upload } from "@/api/types";

import { messagesOf } from "./messages.ts";
import { MEMBERS } from "./people.ts";
import { uuid } from "./random.ts";
import type { World } from "./world.ts";
import { tell } from "./world.ts";

export interface StoredUpload {
  upload: Upload;
  bytes: Buffer;
}

interface Writing {
  identities: SendIdentity[];
  drafts: Map<string, Draft>;
  replies: Map<string, Reply[]>;
  sent: Map<string, Message[]>;
  uploads: Map<string, StoredUpload>;
  canned: CannedReply[];
  preferences: Preferences;
  acknowledgements: Map<string, Acknowledgement>;
}

const worlds = new WeakMap<World, Writing>();

/** What Gmail has for the address. */
export function gmailSignature(name: string): string {
  return `<p>${name}<br>Halden Cycles, Storgata 12, Halden</p>`;
}

function identity(n: number, email: string, display_name: string, more: Partial<SendIdentity>): SendIdentity {
  return {
    id: uuid(10, n), mailbox_id: uuid(5, 50), mailbox_email: "support@halden.example", email, display_name, is_primary: n === 1, is_default: n === 1,
    signature_html: gmailSignature(display_name), has_own_signature: false, state: "accepted", is_verified: true, is_shared: true, is_usable: true, plus_addressing: n === 1, problem: null, ...more,
  };
}

function canned(n: number, name: string, body_html: string): CannedReply {
  const at = "2026-11-01T09:00:00Z";
  return { id: uuid(11, n), name, body_html, is_shared: true, is_mine: n === 1, owner: { user_id: MEMBERS[0]?.user_id ?? "", name: MEMBERS[0]?.name ?? "" }, created_at: at, updated_at: at };
}

export function writingOf(world: World): Writing {
  const known = worlds.get(world);
  if (known) return known;
  const made: Writing = {
    identities: [
      identity(1, "support@halden.example", "Halden Support", {}),
      identity(2, "workshop@halden.example", "Halden Workshop", {}),
      identity(3, "billing@halden.example", "Halden Billing", {
        state: "pending", is_verified: false, is_usable: false,
        problem: { code: "identity_not_verified", detail: "Gmail waits for this address to be confirmed.", action: "Open the confirmation that Gmail sent to billing@halden.example, then refresh the list." },
      }),
    ],
    drafts: new Map(),
    replies: new Map(),
    sent: new Map(),
    uploads: new Map(),
    canned: [
      canned(1, "Thanks, we look into it", "<p>Hello {{customer.first_name}},</p><p>thank you for your message. We look into it and come back to you under {{ticket.code}}.</p>"),
      canned(2, "Parcel is on its way", "<p>Hello {{customer.first_name}},</p><p>your parcel left us today.</p>"),
    ],
    preferences: { undo_send_seconds: 10 },
    acknowledgements: new Map(),
  };
  worlds.set(world, made);
  return made;
}

/** What was sent or came since the world began. */
export function sentMessages(world: World, ticket: Ticket): Message[] {
  return writingOf(world).sent.get(ticket.id) ?? [];
}

function nextMessage(ticket: Ticket, more: Partial<Message>): Message {
  const pattern = messagesOf(ticket)[0];
  if (!pattern) throw new Error("a ticket without a mail");
  const at = new Date().toISOString();
  return { ...pattern, delivery_failures: [], delivery_reports: [], attachments: [], occurrences: [], body_html_sanitized: null, cc_emails: [], id: randomUUID(), stitch_reason: "in_reply_to", date_header: at, internal_date: at, sort_at: at, ...more };
}

function keep(world: World, ticket: Ticket, message: Message): void {
  const { sent } = writingOf(world);
  sent.set(ticket.id, [...(sent.get(ticket.id) ?? []), message]);
  Object.assign(ticket, { last_message_at: message.sort_at, last_direction: message.direction, snippet: message.snippet });
}

/** The customer writes again. */
export function customerWrites(world: World, ticket: Ticket, text: string): void {
  keep(world, ticket, nextMessage(ticket, { direction: "inbound", body_text: text, snippet: text, new_ranges: [[0, text.length]] }));
  tell(world, "ticket", ticket.id);
}

function step(world: World, reply: Reply, change: Partial<Reply>): void {
  const canCancel = change.state === "failed" || (change.state === "queued" && !change.may_have_left);
  Object.assign(reply, { waiting: null, waiting_until: null, may_have_left: false }, change, { updated_at: new Date().toISOString(), can_cancel: canCancel, can_retry: change.state === "failed" });
  tell(world, "ticket", reply.ticket_id);
}

function leave(world: World, ticket: Ticket, reply: Reply): void {
  const at = new Date().toISOString();
  const text = reply.body_text;
  const by = reply.author ?? { user_id: "", name: "" };
  const from = { email: reply.from_email, name: by.name };
  const message = nextMessage(ticket, {
    direction: "outbound", from_email: from.email, from_name: from.name, author: { ...from, source: "from_header", evidence: {}, verified: null, verified_reason: "", refuted: false }, sent_by: by,
    to_emails: reply.to_emails, cc_emails: reply.cc_emails, body_text: text, body_html_sanitized: reply.body_html, snippet: text.slice(0, 140), new_ranges: [[0, Array.from(text).length]],
    attachments: reply.attachments.map(({ id, filename, content_type, size }) => ({ id, filename, content_type, size, is_inline: false, content_id: null })),
  });
  keep(world, ticket, message);
  if (reply.set_status !== null) ticket.status = reply.set_status;
  step(world, reply, { state: "sent", sent_at: at, message_id: message.id });
  setTimeout(() => step(world, reply, { state: "observed", observed_at: new Date().toISOString() }), 900);
}

const DAY_MS = 24 * 60 * 60_000;

/** What Gmail says to the first attempt, by how the address of a recipient begins. */
const answers: Record<string, () => Partial<Reply>> = {
  refused: () => ({ state: "failed", failure: { code: "refused_by_gmail", detail: "Gmail: 400 Invalid To header.", action: "Gmail refused this mail. Check its recipients and files, then try again." } }),
  demoted: () => ({ state: "failed", failure: { code: "author_may_not_send", detail: null, action: "Its author may no longer send for this organisation. Retry sends it in your name; as a draft it becomes yours." } }),
  limited: () => ({ state: "queued", attempts: 0, waiting_until: new Date(Date.now() + DAY_MS).toISOString(), waiting: { code: "sending_limit_reached", detail: "User-rate limit exceeded.", action: "Gmail's sending limit of this mailbox is reached. Nothing to do: it goes out when Gmail allows it again; send from another mailbox if it cannot wait." } }),
  unknown: () => ({ state: "queued", may_have_left: true, waiting_until: new Date(Date.now() + 60_000).toISOString(), waiting: { code: "sent_again", detail: null, action: "Nothing to do: Gmail did not say whether it took the mail, and it is not in the Sent folder. It is looked for once more and then sent again; it cannot be taken back, for it may have left." } }),
};

/** A reply goes its way; with the first attempt of some addresses something else happens. */
export function schedule(world: World, ticket: Ticket, reply: Reply): void {
  const wait = Math.max(0, Date.parse(reply.send_at) - Date.now());
  if (wait > 10 * 60_000) return;
  setTimeout(() => {
    if (reply.state !== "queued" || Date.parse(reply.send_at) > Date.now() + 50) return;
    step(world, reply, { state: "sending", attempts: reply.attempts + 1 });
    setTimeout(() => {
      const answer = reply.attempts === 1 ? answers[reply.to_emails.map((email) => /^[a-z]+/.exec(email)?.[0] ?? "").find((name) => Object.hasOwn(answers, name)) ?? ""] : undefined;
      if (answer) step(world, reply, answer());
      else leave(world, ticket, reply);
    }, 250);
  }, wait);
}
