/** What the signed-in person is writing in a ticket, kept by the server so that another machine has it too. */
import { queryOptions } from "@tanstack/react-query";

import { del, get, put } from "@/api/http";
import type { Draft, DraftIn } from "@/api/types";

export function draftQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["draft", ticketId],
    queryFn: ({ signal }) => get<Draft | null>(`/tickets/${ticketId}/draft`, {}, signal),
    staleTime: 10_000,
  });
}

export function saveDraft(ticketId: string, draft: DraftIn): Promise<Draft> {
  return put<Draft>(`/tickets/${ticketId}/draft`, draft);
}

export function deleteDraft(ticketId: string): Promise<undefined> {
  return del(`/tickets/${ticketId}/draft`);
}
