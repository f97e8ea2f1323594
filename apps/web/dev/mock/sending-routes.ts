import { randomUUID } from "node:crypto";

import type { Acknowledgement, CannedReply, Preferences } from "@/api/types";

import { problem } from "./http.ts";
import { writingOf } from "./reply-world.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";

const OFF: Acknowledgement = { is_enabled: false, subject: "We have received your message ({{ticket.code}})", body_html: "<p>Hello {{customer.first_name}},</p><p>thank you for writing to us. We answer as soon as we can.</p>", send_identity_id: null };

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
    return Object.assign(found, call.body, { has_own_signature: true });
  },
  "POST /mailboxes/:id/send-identities/refresh": ({ session }) => ({ items: writingOf(session.world).identities, next_cursor: null, default_identity_id: null }),
  "POST /mailboxes/gmail/sending/oauth/start": () => ({ authorization_url: "/api/mock/consent" }),
  "GET /canned-replies": ({ session }) => ({ items: writingOf(session.world).canned, next_cursor: null }),
  "POST /canned-replies": ({ session, body }) => {
    const me = requireMe(session);
    const at = new Date().toISOString();
    const made = { ...(body as unknown as CannedReply), id: randomUUID(), is_mine: true, owner: { user_id: me.user.id, name: me.user.name }, created_at: at, updated_at: at };
    writingOf(session.world).canned.push(made);
    return made;
  },
  "PATCH /canned-replies/:cid": (call) => Object.assign(theCanned(call), call.body),
  "DELETE /canned-replies/:cid": (call) => {
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
  "PUT /queues/:id/acknowledgement": ({ session, params, body }) => {
    const text = JSON.stringify(body);
    const unknown = [...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map((one) => one[1] ?? "").find((name) => !/^(customer|ticket|agent|organization|identity)\./.test(name));
    if (unknown !== undefined) throw problem(422, "unknown_variable", "The text names a variable that does not exist", `body_html: unknown: ${unknown}`);
    writingOf(session.world).acknowledgements.set(params.id ?? "", body as unknown as Acknowledgement);
    return body;
  },
};
