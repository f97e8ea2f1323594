/** GET /tickets in memory: filters, sort and keyset cursor, as the contract describes them. */
import type { ListedTicket, Page, Ticket, TicketCounts, TicketStatus } from "@/api/types";

import { parseSearch, pieces } from "./search.ts";
import type { World } from "./world.ts";

const DUE = "response_due_at";
const RANK = { low: 0, normal: 1, high: 2, urgent: 3 };

function matches(ticket: Ticket, query: URLSearchParams, me: string): boolean {
  const any = (key: string, value: string | null) => {
    const wanted = query.getAll(key);
    return wanted.length === 0 || wanted.some((one) => (one === "none" ? value === null : (one === "me" ? me : one) === value));
  };
  const tags = query.getAll("tag");
  return (
    ticket.merged_into === null &&
    (query.get("sort") !== DUE || ticket.response_due_at !== null) &&
    any("status", ticket.status) &&
    any("priority", ticket.priority) &&
    any("assignee_user_id", ticket.assignee_user_id) &&
    any("requester_email", ticket.requester_email) &&
    any("ticket_id", ticket.id) &&
    any("assignee_queue_id", ticket.assignee_queue_id) &&
    (query.get("snoozed") === null || (query.get("snoozed") === "true") === (ticket.snoozed_until !== null)) &&
    (tags.length === 0 || tags.some((tag) => ticket.tags.includes(tag)))
  );
}

function keyOf(ticket: Ticket, sort: string): number {
  if (sort === DUE) return Date.parse(ticket.response_due_at ?? "");
  if (sort.endsWith("priority")) return RANK[ticket.priority] * 1e15 + Date.parse(ticket.last_message_at);
  return Date.parse(sort.endsWith("created_at") ? ticket.created_at : ticket.last_message_at);
}

/** Tickets nobody has answered are unread until they were looked at. */
function listed(world: World, ticket: Ticket, words: readonly string[] = []): ListedTicket {
  const read = world.read.get(ticket.id);
  const match = words.length === 0 ? null : { message_id: ticket.id, subject: pieces(ticket.subject, words), excerpt: pieces(ticket.snippet, words) };
  return { ...ticket, unread: read === undefined ? ticket.status === "new" : !read, match };
}

/** The tickets that these filters and the search leave, in no order. */
export function selectTickets(world: World, query: URLSearchParams, me: string): Ticket[] {
  const q = query.get("q") ?? "";
  const { test } = parseSearch(q, me);
  return world.tickets.filter((ticket) => matches(ticket, query, me) && (q === "" || test(listed(world, ticket))));
}

export function listTickets(world: World, query: URLSearchParams, me: string): Page<ListedTicket> {
  const sort = query.get("sort") ?? "-last_message_at";
  const sign = sort.startsWith("-") ? -1 : 1;
  const limit = Math.min(Number(query.get("limit") ?? 50), 100);
  const { words } = parseSearch(query.get("q") ?? "", me);
  const sorted = selectTickets(world, query, me)
    .map((ticket) => ({ ticket, key: sign * keyOf(ticket, sort) }))
    .sort((a, b) => a.key - b.key || a.ticket.id.localeCompare(b.ticket.id));
  const cursor = query.get("cursor");
  const [afterKey, afterId] = cursor === null ? [-Infinity, ""] : (JSON.parse(atob(cursor)) as [number, string]);
  const rest = sorted.filter(({ key, ticket }) => key > afterKey || (key === afterKey && ticket.id > afterId));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ ticket }) => listed(world, ticket, words)),
    next_cursor: rest.length > limit && last ? btoa(JSON.stringify([last.key, last.ticket.id])) : null,
  };
}

const CAP = 1000;

export function countTickets(tickets: readonly Ticket[], me: string): TicketCounts {
  const by: Partial<Record<TicketStatus, number>> = {};
  const awake = tickets.filter(({ snoozed_until }) => snoozed_until === null);
  for (const { status } of awake) by[status] = Math.min((by[status] ?? 0) + 1, CAP);
  const active = awake.filter(({ status }) => status === "new" || status === "open" || status === "pending");
  const due = awake.flatMap(({ response_due_at }) => response_due_at ?? []);
  return {
    by_status: by,
    due: due.length,
    overdue: due.filter((at) => Date.parse(at) < Date.now()).length,
    mine: active.filter((ticket) => ticket.assignee_user_id === me).length,
    unassigned: active.filter((ticket) => ticket.assignee_user_id === null).length,
    snoozed: tickets.length - awake.length,
  };
}
