/** What the reader has seen: read and unread, each person's own. */
import type { QueryClient } from "@tanstack/react-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import type { Release } from "@/api/held-changes";
import { hold, together } from "@/api/held-changes";
import { post } from "@/api/http";
import type { RowChange } from "@/api/list-rows";
import { holdRows, writeRows } from "@/api/list-rows";
import { savedViewCountsKey } from "@/api/saved-views";
import { ticketQuery } from "@/api/tickets";
import type { TicketDetail } from "@/api/types";
import { afterPaint } from "@/lib/after-paint";

const seen = (detail: TicketDetail): TicketDetail => ({ ...detail, first_unread_message_id: null, first_unread_at: null });

/** The next visit to a ticket must not find the mark of this one. */
function holdSeen(client: QueryClient, ids: readonly string[]): Release {
  return together(ids.map((id) => hold(client, ticketQuery(id).queryKey, seen)));
}

/** Where the unread begins again, the server says. */
function forgetSeen(client: QueryClient, ids: readonly string[]): void {
  for (const id of ids) void client.invalidateQueries({ queryKey: ticketQuery(id).queryKey, refetchType: "none" });
}

function marking(ids: readonly string[], unread: boolean): RowChange {
  const marked = new Set(ids);
  return (row) => (marked.has(row.id) ? { ...row, unread } : row);
}

/** Shown at once; what fails is put back, quietly: to have read something is no work that could be lost. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, read }: { ids: readonly string[]; read: boolean }) => post<undefined>("/tickets/read", { ticket_ids: ids, read }),
    onMutate: ({ ids, read }) => {
      const holds = [holdRows(client, marking(ids, !read))];
      if (read) holds.push(holdSeen(client, ids));
      else forgetSeen(client, ids);
      return { release: together(holds) };
    },
    onError: (_error, { ids, read }, context) => {
      context?.release(false);
      forgetSeen(client, ids);
      writeRows(client, marking(ids, read));
    },
    onSuccess: (_nothing, _marked, context) => {
      context.release(true);
      return client.invalidateQueries({ queryKey: savedViewCountsKey });
    },
  });
}

/** Marks the ticket that is shown as read: when it is opened, however short, and when mail comes while the reader looks at it. */
export function useSeen(ticketId: string, lastMessageAt: string): void {
  const { mutate } = useMarkRead();
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState === "visible");
  useEffect(() => {
    return visible ? afterPaint(() => mutate({ ids: [ticketId], read: true })) : undefined;
  }, [lastMessageAt, mutate, ticketId, visible]);
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}
