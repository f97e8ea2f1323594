/** Following, notifications and presence in memory. */
import { randomUUID } from "node:crypto";

import type { Notification, NotificationKind, Presence, Ticket } from "@/api/types";

import { problem } from "./http.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import type { World } from "./world.ts";
import { tell } from "./world.ts";

const MOST = 100;

interface Kept extends Notification {
  user_id: string;
}

export interface Attention {
  followers: Map<string, { user_id: string; name: string }[]>;
  notifications: Kept[];
  presence: Map<string, Presence>;
}

const worlds = new WeakMap<World, Attention>();

export function attentionOf(world: World): Attention {
  const known = worlds.get(world) ?? { followers: new Map(), notifications: [], presence: new Map() };
  worlds.set(world, known);
  return known;
}

export function followersOf(world: World, ticketId: string) {
  return attentionOf(world).followers.get(ticketId) ?? [];
}

export function follow(world: World, ticketId: string, person: { user_id: string; name: string }): void {
  const { followers } = attentionOf(world);
  const before = followersOf(world, ticketId).filter((one) => one.user_id !== person.user_id);
  followers.set(ticketId, [...before, person]);
}

export function notify(world: World, ticket: Ticket, kind: NotificationKind, userIds: readonly string[], actor: { user_id: string; name: string }, excerpt = ""): void {
  for (const user_id of userIds.filter((id) => id !== actor.user_id)) {
    const line = { ticket_id: ticket.id, ticket_code: ticket.ticket_code, ticket_subject: ticket.subject, actor, writer: actor.name, count: 1, note_id: null, message_id: null };
    attentionOf(world).notifications.unshift({ ...line, id: randomUUID(), user_id, kind, excerpt: excerpt.slice(0, 160), happened_at: new Date().toISOString(), read_at: null });
    tell(world, "notification", user_id);
  }
}

const mine = ({ session }: Call) => {
  const { user } = requireMe(session);
  return attentionOf(session.world).notifications.filter((one) => one.user_id === user.id);
};
const unread = (call: Call) => ({ unread: Math.min(mine(call).filter((one) => one.read_at === null).length, MOST) });

function setFollowing(call: Call, following: boolean) {
  const { world } = call.session;
  const { user } = requireMe(call.session);
  const id = call.params.id ?? "";
  if (!world.tickets.some((ticket) => ticket.id === id)) throw problem(404, "ticket_not_found", "Not found");
  if (following) follow(world, id, { user_id: user.id, name: user.name });
  else attentionOf(world).followers.set(id, followersOf(world, id).filter((one) => one.user_id !== user.id));
  tell(world, "ticket", id);
  return { items: followersOf(world, id) };
}

function say(call: Call) {
  const { world } = call.session;
  const { user } = requireMe(call.session);
  const { presence } = attentionOf(world);
  const id = call.params.id ?? "";
  const key = `${id} ${user.id}`;
  const before = presence.get(key)?.state;
  const state = call.body.state as Presence["state"] | null;
  if (state === null) presence.delete(key);
  else presence.set(key, { ticket_id: id, user_id: user.id, name: user.name, state, since: new Date().toISOString() });
  if ((state ?? undefined) !== before) tell(world, "presence", id);
  return { items: [...presence.values()].filter((one) => one.ticket_id === id && one.user_id !== user.id) };
}

export const attentionRoutes: Routes = {
  "PUT /tickets/:id/followers/me": (call) => setFollowing(call, true),
  "DELETE /tickets/:id/followers/me": (call) => setFollowing(call, false),
  "GET /notifications": (call) => ({ items: mine(call).slice(0, Number(call.query.get("limit") ?? 50)), next_cursor: null }),
  "GET /notifications/count": unread,
  "POST /notifications/read": (call) => {
    const { ids, ticket_id } = call.body;
    const meant = mine(call).filter((one) => (!Array.isArray(ids) || ids.includes(one.id)) && (ticket_id === undefined || one.ticket_id === ticket_id));
    for (const one of meant) one.read_at ??= new Date().toISOString();
    return unread(call);
  },
  "POST /tickets/:id/presence": say,
  "GET /presence": ({ session }) => {
    const { user } = requireMe(session);
    return { items: [...attentionOf(session.world).presence.values()].filter((one) => one.user_id !== user.id) };
  },
};
