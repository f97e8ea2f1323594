/** Writes to a ticket: shown at once, taken back when the server refuses. */
import type { QueryClient } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useChanges } from "@/api/events";
import type { Release } from "@/api/held-changes";
import { hold, together } from "@/api/held-changes";
import { patch, post } from "@/api/http";
import { holdRows, writeRows } from "@/api/list-rows";
import { requesterTicketsKey, ticketCountsQuery, ticketListsKey, ticketQuery } from "@/api/tickets";
import type { TicketList } from "@/api/tickets";
import type { Note, Ticket, TicketDetail, TicketPatch, TicketStatus } from "@/api/types";

/** Puts `next(ticket)` wherever this ticket is held: every loaded list and its page. Rows keep their place. */
export function updateCachedTicket(client: QueryClient, id: string, next: <T extends Ticket>(ticket: T) => T): void {
  writeRows(client, (row) => (row.id === id ? next(row) : row));
  updateDetail(client, id, next);
}

const inDetail = (next: (ticket: Ticket) => Ticket) => (detail: TicketDetail) => ({ ...detail, ticket: next(detail.ticket) });

function updateDetail(client: QueryClient, id: string, next: (ticket: Ticket) => Ticket): void {
  client.setQueryData<TicketDetail>(ticketQuery(id).queryKey, (detail) => detail && inDetail(next)(detail));
}

/** As `updateCachedTicket`, for several, whatever older answers say. */
export function holdTickets(client: QueryClient, ids: readonly string[], next: <T extends Ticket>(ticket: T) => T): Release {
  const changed = new Set(ids);
  const holds = ids.map((id) => hold<TicketDetail>(client, ticketQuery(id).queryKey, inDetail(next)));
  holds.push(holdRows(client, (row) => (changed.has(row.id) ? next(row) : row)));
  return together(holds);
}

function findCachedTicket(client: QueryClient, id: string): Ticket | undefined {
  const detail = client.getQueryData(ticketQuery(id).queryKey);
  if (detail) return detail.ticket;
  for (const [, data] of client.getQueriesData<TicketList>({ queryKey: ticketListsKey })) {
    const found = data?.pages.flatMap((page) => page.items).find((ticket) => ticket.id === id);
    if (found) return found;
  }
  return undefined;
}

const ENDS = new Set<TicketStatus | undefined>(["resolved", "closed", "spam"]);

/** With everything that `change` brings with it: an end ends a snooze too. */
function whole(ticket: Ticket, change: TicketPatch): TicketPatch {
  return ticket.snoozed_until !== null && ENDS.has(change.status) ? { ...change, snoozed_until: null } : change;
}

/** The values `change` is about to replace: what an undo writes back. */
export function inverseOf(ticket: Ticket, change: TicketPatch): TicketPatch {
  return Object.fromEntries(Object.keys(whole(ticket, change)).map((key) => [key, ticket[key as keyof TicketPatch]]));
}

export interface TicketChange {
  id: string;
  change: TicketPatch;
}

export function usePatchTicket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: TicketChange) => patch<Ticket>(`/tickets/${id}`, change),
    onMutate: ({ id, change }: TicketChange) => {
      const before = findCachedTicket(client, id);
      const release = holdTickets(client, [id], (ticket) => ({ ...ticket, ...whole(ticket, change) }));
      return { inverse: before ? inverseOf(before, change) : null, release };
    },
    onError: (_error, { id }, context) => {
      context?.release(false);
      const inverse = context?.inverse;
      if (inverse) updateCachedTicket(client, id, (ticket) => ({ ...ticket, ...inverse }));
    },
    onSuccess: (ticket, _change, context) => {
      context.release(true);
      updateCachedTicket(client, ticket.id, (row) => ({ ...row, ...ticket }));
    },
    onSettled: (_ticket, _error, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ticketQuery(id).queryKey }),
        client.invalidateQueries({ queryKey: ticketCountsQuery.queryKey }),
      ]),
  });
}

/** Mounted once, by the shell: a ticket that changed while another page was shown is read anew when it is opened. */
export function useStaleTickets(): void {
  const client = useQueryClient();
  useChanges("ticket", (ids) => {
    const details = ["tickets", "detail"];
    const keys = ids.size === 0 ? [details] : [...ids].map((id) => [...details, id]);
    for (const queryKey of [...keys, requesterTicketsKey]) void client.invalidateQueries({ queryKey, refetchType: "none" });
  });
}

export interface NewNote {
  markdown: string;
  /** The members whom it calls. */
  mentioned: string[];
}

export function useAddNote(ticketId: string) {
  const client = useQueryClient();
  const key = ticketQuery(ticketId).queryKey;
  return useMutation({
    mutationFn: ({ markdown, mentioned }: NewNote) => post<Note>(`/tickets/${ticketId}/notes`, { body_markdown: markdown, mentioned_user_ids: mentioned }),
    onSuccess: (note) => {
      client.setQueryData<TicketDetail>(key, (detail) =>
        detail && !detail.notes.some((known) => known.id === note.id)
          ? { ...detail, notes: [...detail.notes, note] }
          : detail,
      );
      return client.invalidateQueries({ queryKey: key });
    },
  });
}
