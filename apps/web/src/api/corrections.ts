/** What people correct: merge, split, move, route again; and undo. Each answers with a ticket. */
import { partialMatchKey, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/api/http";
import { ticketListsKey, ticketQuery } from "@/api/tickets";
import type { Ticket, TicketDetail, TicketEvent } from "@/api/types";

export type Correction =
  | { kind: "merged"; ticketId: string; sourceIds: string[] }
  | { kind: "split"; ticketId: string; messageIds: string[] }
  | { kind: "message_moved"; ticketId: string; messageId: string; targetId: string }
  | { kind: "routed"; ticketId: string }
  | { kind: "created"; messageId: string }
  | { kind: "undone"; ticketId: string; eventId: string };

function send(correction: Correction): Promise<Ticket> {
  switch (correction.kind) {
    case "merged":
      return post<Ticket>(`/tickets/${correction.ticketId}/merge`, { source_ticket_ids: correction.sourceIds });
    case "split":
      return post<Ticket>(`/tickets/${correction.ticketId}/split`, { message_ids: correction.messageIds });
    case "message_moved":
      return post<Ticket>(`/tickets/${correction.ticketId}/messages/${correction.messageId}/move`, { ticket_id: correction.targetId });
    case "routed":
      return post<Ticket>(`/tickets/${correction.ticketId}/reroute`, {});
    case "created":
      return post<Ticket>("/tickets/from-message", { message_id: correction.messageId });
    case "undone":
      return post<Ticket>(`/tickets/${correction.ticketId}/events/${correction.eventId}/undo`, {});
  }
}

/** The newest event of a kind that the caller may undo now: what a correction has just written. */
export function lastUndoable(events: readonly TicketEvent[], kind: string): TicketEvent | undefined {
  return events.filter((event) => event.kind === kind && event.undoable).at(-1);
}

/** The event of a correction that was just made on the ticket. */
export async function eventToUndo(ticketId: string, kind: string): Promise<TicketEvent | undefined> {
  return lastUndoable((await get<TicketDetail>(`/tickets/${ticketId}`)).events, kind);
}

export function useCorrection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: (_ticket, _error, correction) =>
      Promise.all([
        // The lists hear of it by the stream of changes, or ask when they are shown again.
        client.invalidateQueries({ queryKey: ["tickets"], predicate: ({ queryKey }) => !partialMatchKey(queryKey, ticketListsKey) }),
        "ticketId" in correction ? client.invalidateQueries({ queryKey: ticketQuery(correction.ticketId).queryKey }) : null,
      ]),
  });
}
