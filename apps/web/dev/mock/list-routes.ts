/** What the list has beyond its pages: read marks, saved views, tags, changes to many tickets. */
import { randomUUID } from "node:crypto";

import type { SavedView, Ticket } from "@/api/types";

import { problem } from "./http.ts";
import { selectTickets } from "./list-query.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import { requireWriter } from "./ticket-routes.ts";
import { tell } from "./world.ts";

const CAP = 1000;
const ids = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

function find({ session }: Call, wanted: readonly string[]): Ticket[] {
  const known = new Map(session.world.tickets.map((ticket) => [ticket.id, ticket]));
  const missing = wanted.filter((id) => !known.has(id));
  const errors = missing.map((id) => ({ loc: ["body", "ticket_ids"], msg: "There is no such ticket", type: "ticket_not_found", ticket_id: id }));
  if (missing.length > 0) throw problem(404, "ticket_not_found", "Some of these tickets do not exist; none was changed", undefined, { errors });
  return wanted.flatMap((id) => known.get(id) ?? []);
}

function viewOf(call: Call): SavedView {
  const found = call.session.world.views.find((view) => view.id === call.params.view);
  if (!found) throw problem(404, "not_found", "Not found");
  return found;
}

function countOf(call: Call, view: SavedView): number {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(view.filters as Record<string, string | boolean | string[] | undefined>))
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) query.append(key, String(one));
  return Math.min(selectTickets(call.session.world, query, requireMe(call.session).user.id).length, CAP);
}

function changeMany(call: Call) {
  requireWriter(call);
  const { world } = call.session;
  const tickets = find(call, ids(call.body.ticket_ids));
  const { add_tags, remove_tags, ...values } = call.body.change as Record<string, unknown>;
  const change = randomUUID();
  world.bulk.set(change, structuredClone(tickets));
  for (const ticket of tickets) {
    const removed = ids(remove_tags);
    const tags = [...new Set([...ticket.tags.filter((tag) => !removed.includes(tag)), ...ids(add_tags)])].sort();
    Object.assign(ticket, values, { tags, updated_at: new Date().toISOString() });
    tell(world, "ticket", ticket.id);
  }
  return { id: change, changed_ids: tickets.map(({ id }) => id), tickets };
}

function undoMany(call: Call) {
  requireWriter(call);
  const { world } = call.session;
  const before = world.bulk.get(call.params.bulk ?? "");
  if (!before) throw problem(404, "bulk_change_not_found", "There is no such change");
  const tickets = find(call, before.map(({ id }) => id));
  tickets.forEach((ticket, index) => Object.assign(ticket, before[index]));
  tickets.forEach(({ id }) => tell(world, "ticket", id));
  return { tickets, kept: [] };
}

export const listRoutes: Routes = {
  "POST /tickets/read": (call) => {
    requireMe(call.session);
    for (const { id } of find(call, ids(call.body.ticket_ids))) call.session.world.read.set(id, call.body.read !== false);
  },
  "GET /tickets/tags": ({ session }) => {
    requireMe(session);
    const counts = new Map<string, number>();
    const active = session.world.tickets.filter(({ status }) => status === "new" || status === "open" || status === "pending");
    for (const tag of active.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    const items = [...counts].map(([tag, open_count]) => ({ tag, open_count })).sort((a, b) => b.open_count - a.open_count);
    return { items, next_cursor: null };
  },
  "GET /tickets/saved-views": ({ session }) => {
    requireMe(session);
    return { items: session.world.views, next_cursor: null };
  },
  "GET /tickets/saved-views/counts": (call) => ({ counts: Object.fromEntries(call.session.world.views.map((view) => [view.id, countOf(call, view)])) }),
  "POST /tickets/saved-views": (call) => {
    requireWriter(call);
    const { name, is_shared = false, filters = {} } = call.body as Partial<SavedView>;
    if (!name?.trim()) throw problem(422, "invalid", "The input is not valid");
    const view: SavedView = { id: randomUUID(), name: name.trim(), is_shared, is_mine: true, filters, created_at: new Date().toISOString() };
    call.session.world.views.push(view);
    return view;
  },
  "PATCH /tickets/saved-views/:view": (call) => {
    requireWriter(call);
    return Object.assign(viewOf(call), call.body);
  },
  "DELETE /tickets/saved-views/:view": (call) => {
    requireWriter(call);
    const view = viewOf(call);
    call.session.world.views = call.session.world.views.filter((one) => one !== view);
  },
  "POST /tickets/bulk": changeMany,
  "POST /tickets/bulk/:bulk/undo": undoMany,
};
