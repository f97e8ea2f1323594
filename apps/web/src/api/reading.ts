/** What the reader has seen: read and unread, each person's own. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { post } from "@/api/http";
import { savedViewCountsKey } from "@/api/saved-views";
import type { TicketPage } from "@/api/tickets";
import { ticketListsKey, ticketQuery } from "@/api/tickets";

function setUnread(client: QueryClient, ids: ReadonlySet<string>, unread: boolean): void {
  client.setQueriesData<InfiniteData<TicketPage>>({ queryKey: ticketListsKey }, (data) => {
    if (!data?.pages.some((page) => page.items.some((row) => ids.has(row.id) && row.unread !== unread))) return data;
    return {
      ...data,
      pages: data.pages.map((page) => ({ ...page, items: page.items.map((row) => (ids.has(row.id) ? { ...row, unread } : row)) })),
    };
  });
  // The next visit must not find the mark of this one; where the unread begins again, the server says.
  for (const id of ids) {
    const { queryKey } = ticketQuery(id);
    if (unread) void client.invalidateQueries({ queryKey, refetchType: "none" });
    else client.setQueryData(queryKey, (detail) => (detail ? { ...detail, first_unread_message_id: null, first_unread_at: null } : detail));
  }
}

/** Shown at once; what fails is put back, quietly: to have read something is no work that could be lost. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, read }: { ids: readonly string[]; read: boolean }) => post<undefined>("/tickets/read", { ticket_ids: ids, read }),
    onMutate: ({ ids, read }) => setUnread(client, new Set(ids), !read),
    onError: (_error, { ids, read }) => setUnread(client, new Set(ids), read),
    onSuccess: () => client.invalidateQueries({ queryKey: savedViewCountsKey }),
  });
}

/** Marks the ticket that is shown as read: when it is opened, and when mail comes while the reader looks at it. */
export function useSeen(ticketId: string, lastMessageAt: string): void {
  const { mutate } = useMarkRead();
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState === "visible");
  useEffect(() => {
    if (visible) mutate({ ids: [ticketId], read: true });
  }, [lastMessageAt, mutate, ticketId, visible]);
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}
