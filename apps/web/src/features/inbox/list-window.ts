/**
 * An endless list in bounded memory. Pages far from what is shown keep only the ids of their rows: rows have one height,
 * so that nothing moves, and a page is fetched again by its own cursor when the reader comes back to it.
 */
import type { TicketPage } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";

/** A place in the list; its ticket is null while the page is not in memory. */
export interface Row {
  id: string;
  ticket: ListedTicket | null;
}

/** Rows on either side of what is shown that stay in memory. */
export const KEPT_ROWS = 400;

const idsOf = (page: TicketPage): readonly string[] => page.dropped ?? page.items.map(({ id }) => id);

/** Every row once, in order: a ticket that moved up while its old page was away is shown where it is now. */
export function rowsOf(pages: readonly TicketPage[]): Row[] {
  const seen = new Set<string>();
  const once = (row: Row) => !seen.has(row.id) && seen.add(row.id);
  return pages.flatMap((page) =>
    (page.dropped ? page.dropped.map((id) => ({ id, ticket: null })) : page.items.map((ticket) => ({ id: ticket.id, ticket }))).filter(once),
  );
}

interface Range {
  first: number;
  last: number;
}

function spans(pages: readonly TicketPage[]): (Range & { page: TicketPage; index: number })[] {
  let at = 0;
  return pages.map((page, index) => {
    const first = at;
    at += idsOf(page).length;
    return { page, index, first, last: at - 1 };
  });
}

const apart = (a: Range, b: Range): number => Math.max(a.first - b.last, b.first - a.last);

/** `pages` without the rows of those far from `shown`, but always with the first, which fresh mail is folded into; the
 * same object when there is nothing to drop. */
export function dropFar(pages: TicketPage[], shown: Range): TicketPage[] {
  const far = new Set(spans(pages).filter((span) => span.index > 0 && span.page.dropped === undefined && apart(span, shown) > KEPT_ROWS).map(({ index }) => index));
  if (far.size === 0) return pages;
  return pages.map((page, index) => (far.has(index) ? { ...page, items: [], dropped: [...idsOf(page)] } : page));
}

/** Indexes of the dropped pages that `shown` needs. */
export function missing(pages: readonly TicketPage[], shown: Range): number[] {
  return spans(pages)
    .filter((span) => span.page.dropped !== undefined && apart(span, shown) <= KEPT_ROWS / 4)
    .map(({ index }) => index);
}

/** `pages` with the rows of page `index` fetched again. What came into its stretch meanwhile waits for the next visit. */
export function refill(pages: readonly TicketPage[], index: number, fetched: TicketPage): TicketPage[] {
  const known = new Set(pages.flatMap((page, at) => (at === index ? [] : idsOf(page))));
  return pages.map((page, at) =>
    at === index && page.dropped ? { items: fetched.items.filter(({ id }) => !known.has(id)), next_cursor: page.next_cursor } : page,
  );
}
