/** Pure rules for folding a fresh first page into an endless list that is being read. */
import type { TicketPage } from "@/api/tickets";
import type { ListedTicket, Ticket, TicketSort } from "@/api/types";
import { PRIORITIES } from "@/api/types";

function rank(ticket: Ticket, sort: TicketSort): number {
  switch (sort) {
    case "-last_message_at":
      return -Date.parse(ticket.last_message_at);
    case "last_message_at":
      return Date.parse(ticket.last_message_at);
    case "-created_at":
      return -Date.parse(ticket.created_at);
    case "created_at":
      return Date.parse(ticket.created_at);
    case "-priority":
      return -PRIORITIES.indexOf(ticket.priority);
    case "response_due_at":
      // What is no longer due has left this list: it stands before everything that the head has.
      return ticket.response_due_at === null ? -Infinity : Date.parse(ticket.response_due_at);
  }
}

/**
 * The list after `head`, a freshly fetched first page, has replaced its own stretch.
 *
 * The next pages continue from the old cursors, so what the fresh head pushed out of the first page is kept behind it:
 * otherwise three new tickets would hide three old ones. What the head's stretch no longer contains has left the view.
 */
export function mergeHead(pages: readonly TicketPage[], head: TicketPage, sort: TicketSort): TicketPage[] {
  const [first, ...rest] = pages;
  const last = head.items.at(-1);
  if (first === undefined || last === undefined || head.next_cursor === null) return [head];
  const fresh = new Set(head.items.map((ticket) => ticket.id));
  const end = rank(last, sort);
  const behind = (ticket: Ticket) => !fresh.has(ticket.id) && rank(ticket, sort) >= end;
  const kept = first.items.filter(behind);
  return [
    { items: [...head.items, ...kept], next_cursor: first.next_cursor },
    ...rest.map((page) => ({
      ...page,
      items: page.items.filter((ticket) => !fresh.has(ticket.id)),
      ...(page.dropped ? { dropped: page.dropped.filter((id) => !fresh.has(id)) } : {}),
    })),
  ];
}

/** The same list in the same order, with what `fresh` knows better: nothing moves under the reader. */
export function refreshInPlace(pages: readonly TicketPage[], fresh: readonly ListedTicket[]): TicketPage[] {
  const known = new Map(fresh.map((ticket) => [ticket.id, ticket]));
  const refreshed = (ticket: ListedTicket): ListedTicket => {
    const now = known.get(ticket.id);
    // A ticket that was asked for by its id does not say where the words of the search stand in it.
    return now ? { ...now, match: now.match ?? ticket.match } : ticket;
  };
  return pages.map((page) => ({ ...page, items: page.items.map(refreshed) }));
}

/** Ids in `fresh` that are not where a reader of `pages` sees them: new to the list, or moved by a new message. */
export function movedIds(pages: readonly TicketPage[], fresh: readonly ListedTicket[]): string[] {
  const seen = new Map(pages.flatMap((page) => page.items).map((ticket) => [ticket.id, ticket.last_message_at]));
  return fresh.filter((ticket) => seen.get(ticket.id) !== ticket.last_message_at).map((ticket) => ticket.id);
}

/** The rows of `pages` that are not among `fresh` and of which something was told. */
export function idsBelow(pages: readonly TicketPage[], told: { has: (id: string) => boolean }, fresh: readonly ListedTicket[]): string[] {
  const known = new Set(fresh.map(({ id }) => id));
  return pages.flatMap((page) => page.items.map(({ id }) => id)).filter((id) => !known.has(id) && told.has(id));
}

/** `pages` without these tickets. */
export function without(pages: TicketPage[], gone: ReadonlySet<string>): TicketPage[] {
  if (gone.size === 0) return pages;
  return pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !gone.has(id)) }));
}

/** The rows of `before` that are not in `after`. */
export function idsLost(before: readonly TicketPage[], after: readonly TicketPage[]): string[] {
  const still = new Set(after.flatMap((page) => page.dropped ?? page.items.map(({ id }) => id)));
  return before.flatMap((page) => page.items.map(({ id }) => id)).filter((id) => !still.has(id));
}

/** `pages` with these rows where the order wants them; what belongs behind all that is loaded comes with its page. */
export function putBack(pages: TicketPage[], rows: readonly ListedTicket[], sort: TicketSort): TicketPage[] {
  return rows.reduce((list, row) => {
    if (list.some((page) => page.items.some(({ id }) => id === row.id))) return list;
    const place = rank(row, sort);
    const before = (other: Ticket) => rank(other, sort) > place;
    const found = list.findIndex((page) => page.items.some(before));
    const ended = list.at(-1)?.next_cursor === null;
    const index = found === -1 && ended ? list.length - 1 : found;
    return list.map((page, at) => {
      if (at !== index) return page;
      const where = page.items.findIndex(before);
      return { ...page, items: page.items.toSpliced(where === -1 ? page.items.length : where, 0, row) };
    });
  }, pages);
}
