/** Replies on their way and gone: what a reply begins with, sending, taking back, trying again. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";

import { get, post } from "@/api/http";
import { ticketCountsQuery, ticketQuery } from "@/api/tickets";
import type { NewReply, Page, Preferences, Reply, ReplyAccepted, ReplyChecked, ReplyMode, ReplyProposal, SendIdentityList } from "@/api/types";

/** The ticket's newest replies with what became of each. */
export function repliesQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["replies", ticketId],
    queryFn: async ({ signal }) => (await get<Page<Reply>>(`/tickets/${ticketId}/replies`, { limit: 100 }, signal)).items,
    staleTime: 10_000,
  });
}

/** With a ticket, the default is the address that its customer wrote to. */
export function identitiesQuery(ticketId: string | null) {
  return queryOptions({
    queryKey: ["send-identities", ticketId],
    queryFn: ({ signal }) => get<SendIdentityList>("/tickets/send-identities", { ticket_id: ticketId }, signal),
    staleTime: 30_000,
  });
}

/** What a reply would begin with; asked anew each time a composer opens, for mail may have come. */
export function proposalQuery(ticketId: string, mode: ReplyMode, messageId: string | null) {
  return queryOptions({
    queryKey: ["reply-proposal", ticketId, mode, messageId],
    queryFn: ({ signal }) => get<ReplyProposal>(`/tickets/${ticketId}/reply-draft`, { mode, message_id: messageId }, signal),
    staleTime: 5_000,
  });
}

/** Warnings about recipients as they stand, and the mail that came since `lastMessageId`. */
export function checkQuery(ticketId: string, emails: readonly string[], lastMessageId: string | null) {
  return queryOptions({
    queryKey: ["reply-check", ticketId, emails, lastMessageId],
    queryFn: () => post<ReplyChecked>(`/tickets/${ticketId}/reply-check`, { emails, expected_last_message_id: lastMessageId }),
    staleTime: 15_000,
    retry: false,
  });
}

export const preferencesQuery = queryOptions({
  queryKey: ["me", "preferences"],
  queryFn: ({ signal }) => get<Preferences>("/me/preferences", {}, signal),
  staleTime: 60_000,
});

export function refreshReplies(client: QueryClient, ticketId: string): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: repliesQuery(ticketId).queryKey }),
    client.invalidateQueries({ queryKey: ticketQuery(ticketId).queryKey }),
    client.invalidateQueries({ queryKey: ticketCountsQuery.queryKey }),
  ]);
}

export function useSendReply(ticketId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reply: NewReply) => post<ReplyAccepted>(`/tickets/${ticketId}/replies`, reply),
    // Also after an error: it may have been accepted, and then it stands in the list.
    onSettled: () => void refreshReplies(client, ticketId),
  });
}

export type ReplyAction = "cancel" | "retry" | "send-now";

export function actOnReply(ticketId: string, replyId: string, action: ReplyAction): Promise<Reply> {
  return post<Reply>(`/tickets/${ticketId}/replies/${replyId}/${action}`);
}

export function useReplyAction(ticketId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ replyId, action }: { replyId: string; action: ReplyAction }) => actOnReply(ticketId, replyId, action),
    onSettled: () => refreshReplies(client, ticketId),
  });
}
