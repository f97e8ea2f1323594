import { randomUUID } from "node:crypto";

import type { Acknowledgement, CannedReply, Preferences, TemplateVariable } from "@/api/types";

import { problem } from "./http.ts";
import { gmailSignature, writingOf } from "./reply-world.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";

const OFF: Acknowledgement = { is_enabled: false, subject: "We have received your message ({{ticket.code}})", body_html: "<p>Hello {{customer.first_name}},</p><p>thank you for writing to us. We answer as soon as we can.</p>", send_identity_id: null };

const EXAMPLES: Record<string, string> = {
  "customer.name": "Ada Lovelace",
  "customer.first_name": "Ada",
  "customer.email": "ada@customer.example",
  "ticket.code": "T-000123",
  "ticket.subject": "My order",
  "agent.name": "Ingrid Solberg",
  "agent.first_name": "Ingrid",
  "agent.email": "ingrid@halden.example",
  "organization.name": "Halden Cycles",
  "identity.email": "support@halden.example",
  "identity.name": "Halden Support",
};

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map((one) => one[1] ?? "");
}

function words(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function refuseUnknown(text: string): void {
  const unknown = namesIn(text).filter((name) => !(name in EXAMPLES));
  if (unknown.length > 0) throw problem(422, "unknown_variable", "The text names a variable that does not exist", `unknown: ${unknown.join(", ")}; known: ${Object.keys(EXAMPLES).join(", ")}`);
}

function preview({ session, body }: Call) {
  requireMe(session);
  const fill = (text: unknown) => words(text).replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, name: string) => (missing.includes(name) ? "" : (EXAMPLES[name] ?? "")));
  const text = words(body.subject) + words(body.body_html);
  refuseUnknown(text);
  const missing = body.is_acknowledgement === true ? namesIn(text).filter((name) => name.startsWith("agent.")) : [];
  return { subject: fill(body.subject), body_html: fill(body.body_html), body_text: fill(body.body_html).replace(/<[^>]+>/g, ""), missing };
}

function requireRole({ session }: Call, ...roles: string[]): void {
  if (!roles.includes(requireMe(session).role)) throw problem(403, "role_forbids", "Forbidden", "Your role does not allow this.");
}

function theCanned(call: Call): CannedReply {
  const found = writingOf(call.session.world).canned.find((one) => one.id === call.params.cid);
  if (!found) throw problem(404, "canned_reply_not_found", "There is no such canned reply");
  return found;
}

/** What a person and an organisation set about sending. */
export const sendingRoutes: Routes = {
  "GET /tickets/send-identities": ({ session }) => {
    requireMe(session);
    const { identities } = writingOf(session.world);
    return { items: session.world.tickets.length === 0 ? [] : identities, next_cursor: null, default_identity_id: identities[0]?.id ?? null };
  },
  "PATCH /tickets/send-identities/:iid": (call) => {
    const found = writingOf(call.session.world).identities.find((one) => one.id === call.params.iid);
    if (!found) throw problem(404, "identity_not_found", "Not found");
    requireRole(call, "admin");
    const { signature_html: signature } = call.body;
    if (signature === undefined) return Object.assign(found, call.body);
    return Object.assign(found, { signature_html: signature ?? gmailSignature(found.display_name), has_own_signature: signature !== null });
  },
  "POST /mailboxes/:id/send-identities/refresh": ({ session }) => ({ items: writingOf(session.world).identities, next_cursor: null, default_identity_id: null }),
  "POST /mailboxes/gmail/sending/oauth/start": () => ({ authorization_url: "/api/mock/consent" }),
  "GET /canned-replies": ({ session }) => ({ items: writingOf(session.world).canned, next_cursor: null }),
  "POST /canned-replies": (call) => {
    requireRole(call, "admin", "agent");
    const { session, body } = call;
    refuseUnknown(words(body.body_html));
    const me = requireMe(session);
    const at = new Date().toISOString();
    const made = { ...(body as unknown as CannedReply), id: randomUUID(), is_mine: true, owner: { user_id: me.user.id, name: me.user.name }, created_at: at, updated_at: at };
    writingOf(session.world).canned.push(made);
    return made;
  },
  "PATCH /canned-replies/:cid": (call) => {
    requireRole(call, "admin", "agent");
    refuseUnknown(words(call.body.body_html));
    return Object.assign(theCanned(call), call.body);
  },
  "DELETE /canned-replies/:cid": (call) => {
    requireRole(call, "admin", "agent");
    const { canned } = writingOf(call.session.world);
    canned.splice(canned.indexOf(theCanned(call)), 1);
  },
  "POST /canned-replies/:cid/render": (call) => {
    const ticket = call.session.world.tickets.find((one) => one.id === call.body.ticket_id);
    const values: Record<string, string> = { "customer.first_name": ticket?.requester_name.split(" ")[0] ?? "", "ticket.code": ticket?.ticket_code ?? "" };
    const missing: string[] = [];
    const html = theCanned(call).body_html.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, name: string) => {
      if (!values[name]) missing.push(name);
      return values[name] ?? "";
    });
    return { body_html: html, body_text: html.replace(/<[^>]+>/g, ""), missing };
  },
  "GET /me/preferences": ({ session }) => writingOf(session.world).preferences,
  "PUT /me/preferences": ({ session, body }) => (writingOf(session.world).preferences = body as unknown as Preferences),
  "GET /queues/:id/acknowledgement": ({ session, params }) => writingOf(session.world).acknowledgements.get(params.id ?? "") ?? OFF,
  "PUT /queues/:id/acknowledgement": (call) => {
    requireRole(call, "admin");
    refuseUnknown(JSON.stringify(call.body));
    writingOf(call.session.world).acknowledgements.set(call.params.id ?? "", call.body as unknown as Acknowledgement);
    return call.body;
  },
  "GET /queues/acknowledgements": ({ session }) => {
    requireMe(session);
    const { acknowledgements } = writingOf(session.world);
    return {
      items: session.world.queues.map(({ id, name }) => ({ queue_id: id, queue_name: name, updated_at: acknowledgements.has(id) ? "2026-11-01T09:00:00Z" : null, ...(acknowledgements.get(id) ?? OFF) })),
      next_cursor: null,
    };
  },
  "GET /reply-variables": ({ session }) => {
    requireMe(session);
    return { items: Object.entries(EXAMPLES).map(([name, example]): TemplateVariable => ({ name, example, in_acknowledgements: !name.startsWith("agent.") })), next_cursor: null };
  },
  "POST /reply-variables/preview": preview,
};
