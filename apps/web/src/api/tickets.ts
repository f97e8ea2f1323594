import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { reading } from "@/api/held-changes";
import { API_BASE, get } from "@/api/http";
import type { ListedTicket, Message, Page, Priority, Tag, TicketCounts, TicketDetail, TicketSort, TicketStatus, Why } from "@/api/types";

/** What GET /tickets understands. Arrays are ORed inside, keys are ANDed. */
export interface TicketFilters {
  status?: TicketStatus[] | undefined;
  priority?: Priority[] | undefined;
  /** A user's id, "me" or "none". */
  assignee_user_id?: string | undefined;
  assignee_queue_id?: string | undefined;
  tag?: string[] | undefined;
  requester_email?: string | undefined;
  /** Only those that are snoozed, or only those that are not. */
  snoozed?: boolean | undefined;
  q?: string | undefined;
  sort?: TicketSort | undefined;
}

/** The first page paints quickly; whoever scrolls on gets larger ones. */
const FIRST_PAGE = 50;
const NEXT_PAGES = 100;
export interface TicketPage extends Page<ListedTicket> {
  /** Of a page that was dropped from memory because it is far from what is shown: its rows' ids. See `list-window.ts`. */
  dropped?: string[];
}

export function fetchTicketPage(filters: TicketFilters, cursor: string | null, signal?: AbortSignal) {
  return reading(get<TicketPage>("/tickets", { ...filters, limit: cursor === null ? FIRST_PAGE : NEXT_PAGES, cursor }, signal));
}

/** Up to 100 tickets as they are now: those that `filters` leave, or whatever list they are in. */
export async function fetchRows(ids: readonly string[], signal: AbortSignal, filters: TicketFilters = {}): Promise<ListedTicket[]> {
  return (await reading(get<TicketPage>("/tickets", { ...filters, ticket_id: ids, limit: ids.length }, signal))).items;
}

export const ticketListsKey = ["tickets", "list"] as const;

/** A list as far as it is loaded. */
export interface TicketList {
  pages: TicketPage[];
}

/** The list from its first page on. What follows and what changes later `features/inbox/list-sync.ts` asks for. */
export function ticketListQuery(filters: TicketFilters) {
  return queryOptions({
    queryKey: [...ticketListsKey, filters],
    queryFn: async ({ signal }): Promise<TicketList> => ({ pages: [await fetchTicketPage(filters, null, signal)] }),
    // To read it anew would forget what is loaded further down, and move what is read.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export const ticketCountsQuery = queryOptions({
  queryKey: ["tickets", "counts"],
  queryFn: ({ signal }) => get<TicketCounts>("/tickets/counts", {}, signal),
});

export const tagsQuery = queryOptions({
  queryKey: ["tickets", "tags"],
  queryFn: async ({ signal }) => (await get<Page<Tag>>("/tickets/tags", {}, signal)).items,
  staleTime: 60_000,
});

export const requesterTicketsKey = ["tickets", "requester"];
/** The ticket that is looked at may be among them, so one more than is shown. */
const RELATED = 6;

/** The newest tickets of whoever writes from this address. */
export function requesterTicketsQuery(email: string) {
  return queryOptions({
    queryKey: [...requesterTicketsKey, email],
    queryFn: async ({ signal }) => (await get<TicketPage>("/tickets", { requester_email: email, limit: RELATED }, signal)).items,
    enabled: email !== "",
    staleTime: 60_000,
  });
}

export function ticketQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["tickets", "detail", ticketId],
    queryFn: ({ signal }) => reading(get<TicketDetail>(`/tickets/${ticketId}`, {}, signal)),
    staleTime: 10_000,
  });
}

/** Messages older than the newest page of the ticket, walking back: the pages stand from the oldest to the newest. */
export function olderMessagesQuery(ticketId: string, firstCursor: string | null) {
  return infiniteQueryOptions({
    queryKey: ["tickets", "older", ticketId, firstCursor],
    queryFn: ({ pageParam, signal }) => get<Page<Message>>(`/tickets/${ticketId}/messages`, { cursor: pageParam }, signal),
    initialPageParam: firstCursor,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => ({ ...data, pages: [...data.pages].reverse() }),
    enabled: false,
    staleTime: Infinity,
  });
}

/** The messages of the ticket from its first on. */
export function firstMessagesQuery(ticketId: string) {
  return infiniteQueryOptions({
    queryKey: ["tickets", "first", ticketId],
    queryFn: ({ pageParam, signal }) => get<Page<Message>>(`/tickets/${ticketId}/messages`, { order: "oldest", cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function whyQuery(ticketId: string, messageId: string) {
  return queryOptions({
    queryKey: ["tickets", "why", ticketId, messageId],
    queryFn: ({ signal }) => get<Why>(`/tickets/${ticketId}/messages/${messageId}/why`, {}, signal),
  });
}

export function attachmentUrl(ticketId: string, attachmentId: string): string {
  return `${API_BASE}/tickets/${ticketId}/attachments/${attachmentId}/download`;
}

/** The mail as it came, message/rfc822. */
export function rawUrl(ticketId: string, messageId: string): string {
  return `${API_BASE}/tickets/${ticketId}/messages/${messageId}/raw`;
}
