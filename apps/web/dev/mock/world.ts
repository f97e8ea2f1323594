import { randomUUID } from "node:crypto";

import type { Mailbox, Note, Queue, SavedView, Sla, Ticket, TicketEvent, TicketStatus } from "@/api/types";

import { makeMailboxes } from "./mailboxes.ts";
import { customer, MEMBERS, ORGANISATION, QUEUES } from "./people.ts";
import { Random, uuid } from "./random.ts";
import { NO_SLA, settle, SLA } from "./sla.ts";
import { STORIES } from "./stories.ts";

export const TICKET_COUNT = 2000;
const MINUTE = 60_000;

export type Listener = (topic: "ticket" | "mailbox" | "job" | "notification" | "presence", id: string | null) => void;

/** Everything one sign-in sees. Every sign-in gets its own, so that tests never meet each other's changes. */
export interface World {
  organization: { id: string; name: string; domains: string[] };
  tickets: Ticket[];
  mailboxes: Mailbox[];
  queues: Queue[];
  sla: Sla;
  notes: Map<string, Note[]>;
  /** Ticket → whether it was marked read or unread. */
  read: Map<string, boolean>;
  views: SavedView[];
  /** Bulk change → its tickets as they were. */
  bulk: Map<string, Ticket[]>;
  imageSenders: Set<string>;
  events: Map<string, TicketEvent[]>;
  listeners: Set<Listener>;
  startedAt: number;
  arrived: number;
}

function statusFor(random: Random, n: number): TicketStatus {
  if (n < 14) return random.chance(0.75) ? "new" : "open";
  const roll = random.next();
  if (n < 160) return roll < 0.2 ? "new" : roll < 0.6 ? "open" : roll < 0.85 ? "pending" : "resolved";
  return roll < 0.07 ? "open" : roll < 0.11 ? "pending" : roll < 0.6 ? "resolved" : roll < 0.94 ? "closed" : "spam";
}

export function makeTicket(n: number, lastMessageAt: number, status: TicketStatus, random: Random): Ticket {
  const story = STORIES[(n * 5 + (n >> 4)) % STORIES.length] ?? STORIES[0];
  if (!story) throw new Error("no stories");
  const person = customer(n * 7 + (n % 13));
  const replied = status !== "new" && status !== "spam" && random.chance(0.8);
  const messages = status === "new" ? 1 : replied ? 2 + random.int(n % 29 === 0 ? 9 : 3) : 1;
  const outbound = replied && messages % 2 === 0;
  const at = new Date(lastMessageAt).toISOString();
  const created = new Date(lastMessageAt - (messages - 1) * (90 + random.int(900)) * MINUTE).toISOString();
  const assigned = status !== "new" && status !== "spam" && random.chance(0.72);
  const urgency = random.next();
  return {
    id: uuid(4, n),
    ticket_code: `T-${String(100_000 + TICKET_COUNT - n).padStart(6, "0")}`,
    subject: (messages > 1 && n % 3 === 0 ? "Re: " : "") + story.subject,
    status,
    priority: urgency < 0.04 ? "urgent" : urgency < 0.14 ? "high" : urgency < 0.9 ? "normal" : "low",
    requester_email: person.email,
    requester_name: person.name,
    assignee_user_id: assigned ? (MEMBERS[random.int(4)]?.user_id ?? null) : null,
    assignee_queue_id: QUEUES[story.q]?.id ?? null,
    tags: status === "new" ? [] : (story.tags ?? []),
    snoozed_until: null,
    snoozed_by_user_id: null,
    message_count: messages,
    has_attachments: (story.files ?? []).length > 0,
    snippet: (outbound ? story.reply : story.body).replace(/\s+/g, " ").slice(0, 180),
    first_message_at: created,
    last_message_at: at,
    last_direction: outbound ? "outbound" : "inbound",
    last_inbound_at: outbound ? created : at,
    last_outbound_at: outbound ? at : null,
    awaiting_reply_since: outbound ? null : at,
    response_due_at: null,
    response_due: null,
    created_at: created,
    updated_at: at,
    merged_into: null,
  };
}

/** Which ticket has a conversation of thousands of messages, and how many. */
const LONG_TICKET = 17;
export const LONG = 10_000;

function makeLong(ticket: Ticket): Ticket {
  const created = new Date(Date.parse(ticket.last_message_at) - LONG * 25 * MINUTE).toISOString();
  return { ...ticket, status: "open", message_count: LONG, tags: ["long"], first_message_at: created, created_at: created };
}

/** An organisation of this name has a list that is long to scroll. */
export const HUGE = { organisation: "Huge", tickets: 10_000 };

export function makeWorld({ empty = false, organisation = ORGANISATION.name }: { empty?: boolean; organisation?: string } = {}): World {
  const random = new Random(20_261_123);
  const now = Date.now();
  let at = now - 3 * MINUTE;
  const tickets = Array.from({ length: empty ? 0 : organisation === HUGE.organisation ? HUGE.tickets : TICKET_COUNT }, (_, n) => {
    const ticket = makeTicket(n, at, statusFor(random, n), random);
    at -= (2 + random.int(n < 40 ? 25 : 130)) * MINUTE;
    return n === LONG_TICKET ? makeLong(ticket) : ticket;
  });
  const sla = empty ? NO_SLA : SLA;
  for (const ticket of tickets) settle(ticket, sla, now);
  return {
    sla,
    organization: { ...ORGANISATION, name: organisation, domains: empty ? [] : [...ORGANISATION.domains] },
    tickets,
    mailboxes: empty ? [] : makeMailboxes(now),
    queues: empty ? [] : QUEUES.map(({ id, name }) => ({ id, name, open_count: 0 })),
    notes: new Map(),
    read: new Map(),
    views: [],
    bulk: new Map(),
    imageSenders: new Set(),
    events: new Map(),
    listeners: new Set(),
    startedAt: now,
    arrived: 0,
  };
}

export function tell(world: World, topic: Parameters<Listener>[0], id: string): void {
  const changed = topic === "ticket" ? world.tickets.find((ticket) => ticket.id === id) : undefined;
  if (changed) settle(changed, world.sla);
  world.listeners.forEach((listener) => listener(topic, id));
}

/** The time of every snoozed ticket comes. */
export function wakeAll(world: World): void {
  for (const ticket of world.tickets.filter(({ snoozed_until }) => snoozed_until !== null)) {
    const event: TicketEvent = {
      id: randomUUID(),
      kind: "woken",
      actor: null,
      data: { from: ticket.snoozed_until, reason: "time", snoozed_by: ticket.snoozed_by_user_id },
      message_id: null,
      created_at: new Date().toISOString(),
      undone_at: null,
      undoable: false,
    };
    world.events.set(ticket.id, [...(world.events.get(ticket.id) ?? []), event]);
    Object.assign(ticket, { snoozed_until: null, snoozed_by_user_id: null });
    tell(world, "ticket", ticket.id);
  }
}

/** New mail: `count` tickets appear at the top; with `named` false the stream says that anything may have changed. */
export function arrive(world: World, count: number, named: boolean): void {
  const random = new Random(world.arrived + 7);
  for (let i = 0; i < count; i += 1) {
    world.arrived += 1;
    const ticket = makeTicket(TICKET_COUNT + world.arrived, Date.now(), "new", random);
    ticket.ticket_code = `T-${200_000 + world.arrived}`;
    world.tickets.push(ticket);
    settle(ticket, world.sla);
    if (named) tell(world, "ticket", ticket.id);
  }
  if (!named) world.listeners.forEach((listener) => listener("ticket", null));
}
