import { randomUUID } from "node:crypto";

import type { Draft, NewReply, Reply, ReplyMode, ReplyProposal, ReplyWarning, Ticket, Upload } from "@/api/types";

import { problem } from "./http.ts";
import { requesterBounced } from "./messages.ts";
import { shownMessages } from "./placing.ts";
import { customerWrites, schedule, writingOf } from "./reply-world.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import { tell } from "./world.ts";

function find({ session, params }: Call): Ticket {
  requireMe(session);
  const ticket = session.world.tickets.find((one) => one.id === params.id);
  if (!ticket) throw problem(404, "ticket_not_found", "Not found", "There is no such ticket, or it belongs to another organisation.");
  return ticket;
}

function requireWriter(call: Call) {
  const me = requireMe(call.session);
  if (me.role === "viewer") throw problem(403, "role_forbids", "Forbidden", "Your role only reads.");
  return me;
}

function strip(html: string): string {
  return html.replace(/<br>|<\/p>|<\/li>/g, "\n").replace(/<[^>]+>/g, "").replaceAll("&nbsp;", " ").replaceAll("&lt;", "<").replaceAll("&amp;", "&").trim();
}

function propose(call: Call): ReplyProposal {
  requireWriter(call);
  const ticket = find(call);
  const mode = (call.query.get("mode") ?? "reply") as ReplyMode;
  const messages = shownMessages(call.session.world, ticket);
  const message = messages.find((one) => one.id === call.query.get("message_id")) ?? messages.findLast((one) => one.direction === "inbound") ?? messages.at(-1);
  const person = { email: ticket.requester_email, name: ticket.requester_name };
  const first = messages[0];
  const identities = writingOf(call.session.world).identities;
  const base = ticket.subject.replace(/^(Re|Fwd): /, "");
  return {
    mode,
    message_id: message?.id ?? null,
    send_identity_id: identities[0]?.id ?? null,
    to: mode === "forward" ? [] : [person],
    cc: mode === "reply_all" ? (first?.cc_emails ?? []).map((email) => ({ email, name: "" })) : [],
    subject: `${mode === "forward" ? "Fwd" : "Re"}: ${base}`,
    signature_html: identities[0]?.signature_html ?? "",
    quote_html: `<div class="gmail_quote"><div class="gmail_attr">${person.name} wrote:</div><blockquote class="gmail_quote">${(message?.body_text ?? "").replaceAll("<", "&lt;").replaceAll("\n", "<br>")}</blockquote></div>`,
    quote_text: message?.body_text ?? "",
    forwardable: mode === "forward" ? (first?.attachments ?? []) : [],
    warnings: [],
    last_message_id: messages.at(-1)?.id ?? null,
    undo_send_seconds: writingOf(call.session.world).preferences.undo_send_seconds,
  };
}

function newMail(call: Call, ticket: Ticket, expected: unknown) {
  const messages = shownMessages(call.session.world, ticket);
  const at = messages.findIndex((one) => one.id === expected);
  if (at < 0) return [];
  return messages
    .slice(at + 1)
    .filter((one) => one.direction === "inbound")
    .map(({ id, from_email, from_name, direction, sort_at, snippet }) => ({ message_id: id, from_email, from_name, direction, sort_at, snippet }));
}

function check(call: Call): { warnings: ReplyWarning[]; new_messages: unknown[] } {
  const ticket = find(call);
  const messages = shownMessages(call.session.world, ticket);
  const known = new Set(messages.flatMap((one) => [one.from_email, ...one.to_emails, ...one.cc_emails]));
  const emails = call.body.emails as string[];
  const fresh = emails.filter((email) => !known.has(email) && !email.endsWith("@halden.example"));
  const twins = emails.filter((email) => /@(p0st|ma1l)\.example$/.test(email));
  return {
    warnings: [
      ...(fresh.length > 0 ? [{ code: "new_recipient" as const, detail: "Not part of this conversation until now.", emails: fresh }] : []),
      ...[requesterBounced(ticket)].flatMap((one) => (one && emails.includes(one.email) ? [{ code: "bounced_recipient" as const, detail: `Mail to this address came back on ${one.reported_at.slice(0, 10)}. ${one.diagnostic}`, emails: [one.email] }] : [])),
      ...twins.map((email) => ({ code: "lookalike_domain" as const, detail: `${email.split("@")[1] ?? ""} looks like ${ticket.requester_email.split("@")[1] ?? ""} and is another domain.`, emails: [email] })),
    ],
    new_messages: newMail(call, ticket, call.body.expected_last_message_id),
  };
}

function uploadsOf(call: Call, ids: readonly string[]): Upload[] {
  const { uploads } = writingOf(call.session.world);
  return ids.flatMap((id) => uploads.get(id)?.upload ?? []);
}

function send(call: Call) {
  const me = requireWriter(call);
  const ticket = find(call);
  const { world } = call.session;
  const body = call.body as unknown as NewReply;
  const writing = writingOf(world);
  const news = newMail(call, ticket, body.expected_last_message_id);
  if (news.length > 0 && !body.confirm_new_mail) throw problem(409, "ticket_has_new_mail", "Conflict", "New mail came into this ticket while you were writing.", { new_messages: news });
  const identity = writing.identities.find((one) => one.id === body.send_identity_id);
  if (!identity?.is_usable) throw problem(422, "identity_not_verified", "This address cannot be used", "Gmail does not let the mailbox send from this address.");
  const at = new Date().toISOString();
  const reply: Reply = {
    id: randomUUID(), ticket_id: ticket.id, kind: body.mode, state: "queued", author: { user_id: me.user.id, name: me.user.name }, send_identity_id: identity.id, from_email: identity.email,
    to_emails: body.to_emails, cc_emails: body.cc_emails ?? [], bcc_emails: body.bcc_emails ?? [], subject: body.subject, body_text: strip(body.body_html ?? ""), body_html: body.body_html ?? null,
    attachments: uploadsOf(call, body.attachment_ids ?? []), in_reply_to_message_id: body.in_reply_to_message_id ?? null, set_status: body.set_status ?? null,
    send_at: body.send_at ?? new Date(Date.now() + writing.preferences.undo_send_seconds * 1000).toISOString(), can_cancel: true, can_retry: false, attempts: 0, may_have_left: false,
    waiting: { code: "send_at", detail: null, action: "Nothing to do: it is sent at its time." }, waiting_until: null, failure: null, deliveries: [], rfc_message_id: null, message_id: null, sent_at: null, observed_at: null, created_at: at, updated_at: at,
  };
  writing.replies.set(ticket.id, [reply, ...(writing.replies.get(ticket.id) ?? [])]);
  writing.drafts.delete(ticket.id);
  schedule(world, ticket, reply);
  tell(world, "ticket", ticket.id);
  return { status: reply.state, job_id: "1", message_id: reply.id, send_at: reply.send_at, cancellable_until: reply.send_at };
}

function theReply(call: Call): Reply {
  const found = (writingOf(call.session.world).replies.get(find(call).id) ?? []).find((one) => one.id === call.params.rid);
  if (!found) throw problem(404, "reply_not_found", "There is no such reply in this ticket");
  return found;
}

function saveDraft(call: Call): Draft {
  requireWriter(call);
  const ticket = find(call);
  const { drafts } = writingOf(call.session.world);
  const before = drafts.get(ticket.id);
  const { expected_updated_at: expected, expects_none: none, ...body } = call.body as unknown as Draft & { expected_updated_at: string | null; expects_none?: boolean };
  const says = Object.entries(body).every(([name, value]) => JSON.stringify(before?.[name as keyof Draft]) === JSON.stringify(value));
  // One whose answer got lost says the same again.
  if (!says && ((expected !== null && before?.updated_at !== expected) || (none === true && before !== undefined))) throw problem(409, "draft_changed", "This draft was changed from another window; load it again");
  const at = new Date().toISOString();
  const draft = { ...body, ticket_id: ticket.id, uploads: uploadsOf(call, body.attachment_ids), created_at: before?.created_at ?? at, updated_at: at };
  drafts.set(ticket.id, draft);
  return draft;
}

function cancel(call: Call): Reply {
  const reply = theReply(call);
  if (reply.state === "queued" && reply.may_have_left) throw problem(409, "reply_may_have_left", "This reply may have left already: it cannot be taken back until that is known");
  if (reply.state !== "queued" && reply.state !== "failed") throw problem(409, "too_late_to_cancel", "It is too late to take this reply back: it is on its way");
  Object.assign(reply, { state: "cancelled", can_cancel: false, can_retry: false });
  const at = new Date().toISOString();
  writingOf(call.session.world).drafts.set(reply.ticket_id, {
    ticket_id: reply.ticket_id, mode: reply.kind as ReplyMode, message_id: reply.in_reply_to_message_id, send_identity_id: reply.send_identity_id, to_emails: reply.to_emails, cc_emails: reply.cc_emails, bcc_emails: reply.bcc_emails,
    subject: reply.subject, body_html: `<div dir="auto">${reply.body_html ?? ""}</div><br><div class="gmail_signature">Halden Support</div>`, attachment_ids: reply.attachments.map((one) => one.id), uploads: reply.attachments, include_quote: false, expected_last_message_id: null, created_at: at, updated_at: at,
  });
  tell(call.session.world, "ticket", reply.ticket_id);
  return reply;
}

function again(call: Call): Reply {
  const reply = theReply(call);
  Object.assign(reply, { state: "queued", failure: null, can_retry: false, send_at: new Date().toISOString() });
  schedule(call.session.world, find(call), reply);
  return reply;
}

export const replyRoutes: Routes = {
  "GET /tickets/:id/reply-draft": propose,
  "POST /tickets/:id/reply-check": check,
  "GET /tickets/:id/replies": (call) => ({ items: writingOf(call.session.world).replies.get(find(call).id) ?? [], next_cursor: null }),
  "POST /tickets/:id/replies": send,
  "POST /tickets/:id/replies/:rid/cancel": cancel,
  "POST /tickets/:id/replies/:rid/retry": again,
  "POST /tickets/:id/replies/:rid/send-now": again,
  "GET /tickets/:id/draft": (call) => {
    requireWriter(call);
    return writingOf(call.session.world).drafts.get(find(call).id) ?? null;
  },
  "PUT /tickets/:id/draft": saveDraft,
  "DELETE /tickets/:id/draft": (call) => void writingOf(call.session.world).drafts.delete(find(call).id),
  "POST /tickets/:id/uploads": (call) => {
    requireWriter(call);
    find(call);
    const id = randomUUID();
    const bytes = call.body.bytes as Buffer;
    const content_type = String(call.body.type);
    const upload = { id, filename: call.query.get("filename") ?? "", content_type, size: bytes.length, content_id: content_type.startsWith("image/") ? `${id}@oss-ticketing` : null, is_inline: false, created_at: new Date().toISOString() };
    writingOf(call.session.world).uploads.set(id, { upload, bytes });
    return upload;
  },
  "DELETE /tickets/:id/uploads/:uid": (call) => void writingOf(call.session.world).uploads.delete(call.params.uid ?? ""),
  "GET /tickets/:id/uploads/:uid/download": (call) => {
    const found = writingOf(call.session.world).uploads.get(call.params.uid ?? "");
    if (!found) throw problem(404, "upload_not_found", "Not found");
    call.response.setHeader("content-type", found.upload.content_type);
    call.response.end(found.bytes);
  },
  // Not part of the API: the customer writes again.
  "POST /mock/answer/:id": (call) => customerWrites(call.session.world, find(call), String(call.body.text)),
};
