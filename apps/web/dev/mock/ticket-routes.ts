import { randomUUID } from "node:crypto";

import type { Note, Ticket, TicketEvent } from "@/api/types";

import { follow, followersOf, notify } from "./attention-routes.ts";
import { problem } from "./http.ts";
import { picture } from "./picture.ts";
import { countTickets, listTickets } from "./list-query.ts";
import { eventsOf, freeze, requesterBounced } from "./messages.ts";
import { renderMarkdown } from "./markdown.ts";
import { listParked } from "./parked.ts";
import { MEMBERS } from "./people.ts";
import { place, shownMessages, shownPage } from "./placing.ts";
import type { Call, Routes } from "./routes.ts";
import { requireMe } from "./sessions.ts";
import { whyOf } from "./why.ts";
import type { World } from "./world.ts";
import { tell } from "./world.ts";

const NEWEST = 50;

export function findTicket({ session, params }: Call): Ticket {
  requireMe(session);
  const ticket = session.world.tickets.find((one) => one.id === params.id);
  if (!ticket) throw problem(404, "ticket_not_found", "Not found", "There is no such ticket, or it belongs to another organisation.");
  return ticket;
}

export function requireWriter({ session }: Call) {
  const me = requireMe(session);
  if (me.role === "viewer") throw problem(403, "role_forbids", "Forbidden", "Your role only reads.");
  return me;
}

function message(call: Call) {
  const found = shownMessages(call.session.world, findTicket(call)).find((one) => one.id === call.params.mid);
  if (!found) throw problem(404, "message_not_found", "Not found");
  return found;
}

const KINDS: Record<string, TicketEvent["kind"] | undefined> = { status: "status_changed", priority: "priority_changed", assignee_user_id: "assignee_changed", assignee_queue_id: "queue_changed", tags: "tags_changed", subject: "subject_changed", snoozed_until: "snoozed" };

function change(call: Call): Ticket {
  const me = requireWriter(call);
  const ticket = findTicket(call);
  const { world } = call.session;
  const events: TicketEvent[] = Object.entries(call.body).map(([field, to]) => ({
    id: randomUUID(),
    kind: field === "snoozed_until" && to === null ? "unsnoozed" : (KINDS[field] ?? "subject_changed"),
    actor: { user_id: me.user.id, name: me.user.name },
    data: { from: ticket[field as keyof Ticket], to },
    message_id: null,
    created_at: new Date().toISOString(),
    undone_at: null,
    undoable: true,
  }));
  world.events.set(ticket.id, [...(world.events.get(ticket.id) ?? []), ...events]);
  if (typeof call.body.assignee_user_id === "string") notify(world, ticket, "assigned", [call.body.assignee_user_id], { user_id: me.user.id, name: me.user.name });
  const ends = ["resolved", "closed", "spam"].includes(String(call.body.status));
  const snooze = ends ? { snoozed_until: null, snoozed_by_user_id: null } : "snoozed_until" in call.body ? { snoozed_by_user_id: call.body.snoozed_until === null ? null : me.user.id } : {};
  Object.assign(ticket, call.body, snooze, { updated_at: new Date().toISOString() });
  tell(world, "ticket", ticket.id);
  return ticket;
}

function addNote(call: Call): Note {
  const me = requireWriter(call);
  const ticket = findTicket(call);
  const markdown = typeof call.body.body_markdown === "string" ? call.body.body_markdown : "";
  if (markdown.trim() === "") throw problem(422, "validation_error", "The note is empty");
  const mentioned = MEMBERS.filter(({ user_id }) => list(call.body.mentioned_user_ids).includes(user_id));
  const note: Note = {
    id: randomUUID(),
    author: { user_id: me.user.id, name: me.user.name },
    body_markdown: markdown,
    body_html: renderMarkdown(markdown),
    mentions: mentioned.map(({ user_id, name }) => ({ user_id, name })),
    created_at: new Date().toISOString(),
  };
  const { notes } = call.session.world;
  const author = { user_id: me.user.id, name: me.user.name };
  const called = mentioned.map(({ user_id }) => user_id);
  const following = followersOf(call.session.world, ticket.id).map(({ user_id }) => user_id);
  for (const person of [author, ...mentioned]) follow(call.session.world, ticket.id, { user_id: person.user_id, name: person.name });
  notify(call.session.world, ticket, "mention", called, author, markdown);
  notify(call.session.world, ticket, "note", following.filter((id) => !called.includes(id)), author, markdown);
  notes.set(ticket.id, [...(notes.get(ticket.id) ?? []), note]);
  tell(call.session.world, "ticket", ticket.id);
  return note;
}

function note(call: Call, ticket: Ticket, kind: TicketEvent["kind"], data: Record<string, unknown>): void {
  const { user } = requireWriter(call);
  const { events } = call.session.world;
  const event: TicketEvent = { id: randomUUID(), kind, actor: { user_id: user.id, name: user.name }, data, message_id: null, created_at: new Date().toISOString(), undone_at: null, undoable: kind !== "undone" };
  events.set(ticket.id, [...(events.get(ticket.id) ?? []), event]);
  tell(call.session.world, "ticket", ticket.id);
}

function other(call: Call, id: unknown): Ticket {
  const found = call.session.world.tickets.find((one) => one.id === id);
  if (!found) throw problem(404, "ticket_not_found", "Not found");
  return found;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const named = ({ id, ticket_code }: Ticket) => ({ id, code: ticket_code });

function merge(call: Call): Ticket {
  const ticket = findTicket(call);
  const ids = list(call.body.source_ticket_ids);
  const sources = ids.map((id) => other(call, id));
  if (sources.includes(ticket)) throw problem(409, "same_ticket", "This is the ticket itself");
  sources.forEach((source) => (source.merged_into = ticket.id));
  note(call, ticket, "merged", { sources: sources.map(named), target: named(ticket) });
  return ticket;
}

function split(call: Call): Ticket {
  const source = findTicket(call);
  const { tickets } = call.session.world;
  const ids = list(call.body.message_ids);
  if (ids.length >= source.message_count) throw problem(409, "nothing_would_stay", "These are all mails of the ticket; one must stay");
  const made: Ticket = { ...source, id: randomUUID(), ticket_code: `T-${300_000 + tickets.length}`, message_count: 0, status: "new" };
  freeze(made, 0);
  tickets.push(made);
  place(call.session.world, ids, source, made);
  note(call, source, "split", { source: named(source), target: named(made), message_ids: ids });
  return made;
}

function move(call: Call): Ticket {
  const source = findTicket(call);
  const target = other(call, call.body.ticket_id);
  if (source.message_count < 2) throw problem(409, "nothing_would_stay", "This is the only mail of the ticket; merge the tickets instead");
  place(call.session.world, [call.params.mid], source, target);
  note(call, source, "message_moved", { source: named(source), target: named(target), message_ids: [call.params.mid] });
  return target;
}

const FIELDS: Partial<Record<string, string>> = Object.fromEntries(Object.entries(KINDS).map(([field, kind]): [string, string] => [kind ?? "", field]));

function undo(call: Call): Ticket {
  const ticket = findTicket(call);
  const { world } = call.session;
  const event = world.events.get(ticket.id)?.find((one) => one.id === call.params.eid);
  if (!event) throw problem(404, "event_not_found", "There is no such event on this ticket");
  if (event.undone_at !== null) throw problem(409, "already_undone", "This has been undone already");
  const field = FIELDS[event.kind];
  if (field) Object.assign(ticket, { [field]: event.data.from });
  if (event.kind === "merged") world.tickets.filter((one) => one.merged_into === ticket.id).forEach((one) => (one.merged_into = null));
  if (event.kind === "split" || event.kind === "message_moved") {
    const target = other(call, (event.data.target as { id: string }).id);
    place(world, list(event.data.message_ids), target, ticket);
    if (target.message_count === 0) target.merged_into = ticket.id;
  }
  Object.assign(event, { undone_at: new Date().toISOString(), undoable: false });
  note(call, ticket, "undone", { event_id: event.id, kind: event.kind });
  return ticket;
}

/** How much of a long conversation is unread: more than one page. */
const UNREAD_OF_LONG = 120;

/** Of every third conversation the reader has seen all but its last message from outside, until they look. */
function firstUnread(world: World, ticket: Ticket) {
  const inbound = shownMessages(world, ticket).filter((one) => one.direction === "inbound");
  const long = ticket.tags.includes("long");
  const last = inbound.at(long ? -UNREAD_OF_LONG : -1);
  const seen = world.read.get(ticket.id) === true || !last || ticket.message_count < 3 || (!long && Number.parseInt(ticket.id.slice(-4), 16) % 3 !== 0);
  return { first_unread_message_id: seen ? null : last.id, first_unread_at: seen ? null : last.sort_at };
}

export const ticketRoutes: Routes = {
  "GET /tickets": ({ session, query }) => listTickets(session.world, query, requireMe(session).user.id),
  "GET /tickets/parked": (call) => {
    requireWriter(call);
    return listParked(call.session.world.tickets, call.query.get("classification"));
  },
  "GET /tickets/counts": ({ session }) => countTickets(session.world.tickets, requireMe(session).user.id),
  "GET /tickets/remote-images": ({ session }) => {
    requireMe(session);
    return { enabled: true, senders: [...session.world.imageSenders].sort() };
  },
  "GET /tickets/:id/messages/:mid/remote-images": (call) => {
    const { body_html_sanitized, ticket_id, id } = message(call);
    const urls = [...(body_html_sanitized ?? "").matchAll(/data-remote-src="([^"]*)"/g)].map((found) => found[1] ?? "");
    return { items: [...new Set(urls)].map((url) => ({ url, path: `/tickets/${ticket_id}/messages/${id}/remote?u=${encodeURIComponent(url)}&e=1&s=x` })) };
  },
  "PUT /tickets/:id/messages/:mid/remote-images/sender": (call) => {
    const { imageSenders } = call.session.world;
    const { author } = message(call);
    if (call.body.always === true) imageSenders.add(author.email);
    else imageSenders.delete(author.email);
    return { enabled: true, senders: [...imageSenders].sort() };
  },
  "GET /tickets/:id/messages/:mid/remote": (call) => {
    message(call);
    call.response.setHeader("content-type", "image/png").end(picture());
  },
  "GET /tickets/:id": (call) => {
    const ticket = findTicket(call);
    const { world } = call.session;
    const { items, next_cursor } = shownPage(world, ticket, null, NEWEST, false);
    return {
      ticket,
      requester_bounced: requesterBounced(ticket),
      messages: ticket.merged_into === null ? items : [],
      messages_next_cursor: ticket.merged_into === null ? next_cursor : null,
      followers: followersOf(world, ticket.id),
      read_at: null,
      ...firstUnread(world, ticket),
      events: [...eventsOf(ticket), ...(world.events.get(ticket.id) ?? [])],
      events_next_cursor: null,
      notes: world.notes.get(ticket.id) ?? [],
      notes_next_cursor: null,
    };
  },
  "GET /tickets/:id/messages": (call) => shownPage(call.session.world, findTicket(call), call.query.get("cursor"), Number(call.query.get("limit") ?? NEWEST), call.query.get("order") === "oldest"),
  "PATCH /tickets/:id": change,
  "POST /tickets/:id/notes": addNote,
  "POST /tickets/:id/merge": merge,
  "POST /tickets/:id/split": split,
  "POST /tickets/:id/messages/:mid/move": move,
  "POST /tickets/:id/reroute": (call) => {
    const ticket = findTicket(call);
    note(call, ticket, "routed", { explanation: "No rule matches: the ticket stays unassigned" });
    return ticket;
  },
  "POST /tickets/:id/events/:eid/undo": undo,
  "POST /tickets/from-message": (call) => {
    requireWriter(call);
    return call.session.world.tickets[0];
  },
  "GET /tickets/:id/messages/:mid/why": (call) => whyOf(message(call)),
  "GET /tickets/:id/messages/:mid/raw": (call) => {
    const { subject, body_text, from_email } = message(call);
    call.response.setHeader("content-type", "text/plain; charset=utf-8").end(`From: ${from_email}\r\nSubject: ${subject}\r\n\r\n${body_text}`);
  },
};
