/** One change to many tickets: one request, shown at once, all or nothing, and one undo for the whole. */
import type { QueryClient } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { post } from "@/api/http";
import { savedViewCountsKey } from "@/api/saved-views";
import { holdTickets, updateCachedTicket } from "@/api/ticket-changes";
import type { TicketList } from "@/api/tickets";
import { tagsQuery, ticketCountsQuery, ticketListsKey } from "@/api/tickets";
import type { BulkChanged, BulkPatch, BulkUndone, ListedTicket, Ticket } from "@/api/types";
import { ACTIVE } from "@/api/types";

/** The most tickets that one request changes. */
export const MAX_BULK = 500;

/** `ticket` with `change`, as the server will make it. */
export function withBulk<T extends Ticket>(ticket: T, { add_tags = [], remove_tags = [], ...values }: BulkPatch): T {
  const tags = [...new Set([...ticket.tags.filter((tag) => !remove_tags.includes(tag)), ...add_tags])].sort();
  const ended = values.status !== undefined && !ACTIVE.includes(values.status) ? { snoozed_until: null } : {};
  return { ...ticket, ...values, ...ended, tags: add_tags.length + remove_tags.length > 0 ? tags : ticket.tags };
}

function rowsOf(client: QueryClient, ids: ReadonlySet<string>): Map<string, ListedTicket> {
  const lists = client.getQueriesData<TicketList>({ queryKey: ticketListsKey });
  const rows = lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.items) ?? []);
  return new Map(rows.filter((row) => ids.has(row.id)).map((row) => [row.id, row]));
}

function write(client: QueryClient, tickets: Iterable<Ticket>): void {
  for (const ticket of tickets) updateCachedTicket(client, ticket.id, (row) => ({ ...row, ...ticket }));
}

function settled(client: QueryClient) {
  return Promise.all([
    client.invalidateQueries({ queryKey: ["tickets", "detail"] }),
    client.invalidateQueries({ queryKey: ticketCountsQuery.queryKey }),
    client.invalidateQueries({ queryKey: tagsQuery.queryKey }),
    client.invalidateQueries({ queryKey: savedViewCountsKey }),
  ]);
}

export function useBulkChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, change }: { ids: readonly string[]; change: BulkPatch }) =>
      post<BulkChanged>("/tickets/bulk", { ticket_ids: ids, change }),
    onMutate: ({ ids, change }) => {
      const before = rowsOf(client, new Set(ids));
      return { before, release: holdTickets(client, ids, (row) => withBulk(row, change)) };
    },
    onError: (_error, _change, context) => {
      context?.release(false);
      write(client, context?.before.values() ?? []);
    },
    onSuccess: ({ tickets }, _change, context) => {
      context.release(true);
      write(client, tickets);
    },
    onSettled: () => settled(client),
  });
}

export function useUndoBulk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post<BulkUndone>(`/tickets/bulk/${id}/undo`),
    onSuccess: ({ tickets }) => write(client, tickets),
    onSettled: () => settled(client),
  });
}
