/**
 * What the inbox's URL may say. Every field falls back by itself, so that a bad link shows a list and never an error;
 * lists are comma-separated, because people read and edit these links.
 */
import type { TicketFilters } from "@/api/tickets";
import type { TicketSort } from "@/api/types";
import { ACTIVE, PRIORITIES, TICKET_SORTS, TICKET_STATUSES } from "@/api/types";
import type { ReadBy } from "@/lib/url-values";
import { either, line, oneOf, searchOf, text, uuid } from "@/lib/url-values";

export const VIEWS = ["open", "unassigned", "mine", "new", "pending", "due", "snoozed", "resolved", "closed", "spam", "all"] as const;
export type View = (typeof VIEWS)[number];

/** Keeps the known words of a comma-separated list, in the order of the vocabulary. */
function listOf(values: readonly string[]) {
  return (raw: unknown): string | undefined => {
    const wanted = new Set(text(raw)?.split(","));
    return values.filter((value) => wanted.has(value)).join(",") || undefined;
  };
}

/** Characters the API reads of a search. */
export const MAX_QUERY = 500;

/** A search that is too long is cut, not dropped: without any, the list would show everything as if it were the answer. */
const query = (raw: unknown): string | undefined => Array.from(text(raw)?.trim() ?? "").slice(0, MAX_QUERY).join("").trim() || undefined;

/** Whether a search stands at the limit: what went beyond it was not looked for. */
export function isCut(search: InboxSearch): boolean {
  return search.q !== undefined && Array.from(search.q).length >= MAX_QUERY;
}

const readers = {
  view: oneOf(VIEWS),
  queue: uuid,
  q: query,
  status: listOf(TICKET_STATUSES),
  priority: listOf(PRIORITIES),
  /** A member's id, "me" or "none". */
  assignee: either(oneOf(["me", "none"]), uuid),
  tag: line(80),
  sort: oneOf(TICKET_SORTS),
  /** The saved view that this list began as: it names the list and can be updated from it. */
  saved: uuid,
};
export type InboxSearch = ReadBy<typeof readers>;

export const inboxSearch: (raw: Readonly<Record<string, unknown>>) => InboxSearch = searchOf(readers);

/** This order lists only what is due. */
const DUE: TicketSort = "response_due_at";


const viewFilters: Record<View, TicketFilters> = {
  open: { status: ACTIVE, snoozed: false },
  unassigned: { status: ACTIVE, assignee_user_id: "none", snoozed: false },
  mine: { status: ACTIVE, assignee_user_id: "me", snoozed: false },
  new: { status: ["new"], snoozed: false },
  pending: { status: ["pending"], snoozed: false },
  due: { status: ["new", "open"], snoozed: false, sort: DUE },
  snoozed: { snoozed: true },
  resolved: { status: ["resolved"] },
  closed: { status: ["closed"] },
  spam: { status: ["spam"] },
  all: {},
};

/** The schema has kept only words of `values`. */
function split<T extends string>(text: string | undefined, values: readonly T[]): T[] | undefined {
  return text === undefined ? undefined : values.filter((value) => text.split(",").includes(value));
}

/** The view in force: a search without a view looks everywhere, a queue shows its open tickets. */
export function viewOf(search: InboxSearch): View {
  return search.view ?? (search.q !== undefined || search.tag !== undefined ? "all" : "open");
}

/** The order in force. */
export function sortOf(search: InboxSearch): TicketSort {
  return search.sort ?? viewFilters[viewOf(search)].sort ?? "-last_message_at";
}

/** The link without what goes without saying. */
export function plainLink(search: InboxSearch): InboxSearch {
  const { view, sort, ...others } = search;
  const usual = sortOf({ ...search, sort: undefined });
  return { ...others, ...(view === undefined || view === "open" ? {} : { view }), ...(sort === undefined || sort === usual ? {} : { sort }) };
}

/** The API's filters for a link: the view, narrowed by whatever else the link says. */
export function toFilters(search: InboxSearch): TicketFilters {
  const view = viewFilters[viewOf(search)];
  const sort = search.sort ?? view.sort;
  // In another order the view still shows only what is due; "or" binds tighter than what stands side by side.
  const q = view.sort === DUE && sort !== DUE ? [search.q, "is:due"].filter(Boolean).join(" ") : search.q;
  return {
    status: split(search.status, TICKET_STATUSES) ?? view.status,
    priority: split(search.priority, PRIORITIES),
    assignee_user_id: search.assignee ?? view.assignee_user_id,
    assignee_queue_id: search.queue,
    tag: search.tag === undefined ? undefined : [search.tag],
    snoozed: view.snoozed,
    q,
    sort,
  };
}

/** What a saved view keeps: the API's own parameters, so that the server can count it, and nothing that is not set. */
export function toSaved(search: InboxSearch): Record<string, unknown> {
  return Object.fromEntries(Object.entries(toFilters(search)).filter(([, value]) => value !== undefined));
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

/** The link of a saved view: what is not understood in it is left out. */
export function fromSaved(filters: Readonly<Record<string, unknown>>, id: string): InboxSearch {
  const one = (key: string) => strings(filters[key])[0];
  const many = (key: string) => (strings(filters[key]).length > 0 ? strings(filters[key]).join(",") : undefined);
  return inboxSearch({
    view: filters.snoozed === true ? "snoozed" : filters.snoozed === false ? "open" : "all",
    status: many("status"),
    priority: many("priority"),
    assignee: one("assignee_user_id"),
    queue: one("assignee_queue_id"),
    tag: one("tag"),
    q: one("q"),
    sort: one("sort"),
    saved: id,
  });
}

/** Whether two links show the same list, whatever view they began as. */
export function sameList(a: InboxSearch, b: InboxSearch): boolean {
  const plain = (search: InboxSearch) => JSON.stringify(Object.entries(toSaved(search)).sort());
  return plain(a) === plain(b);
}

/** How many filters narrow the view. */
export function activeFilterCount(search: InboxSearch): number {
  return [search.status, search.priority, search.assignee, search.tag].filter((value) => value !== undefined).length;
}
