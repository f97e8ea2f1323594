/** What happened that concerns the signed-in person; and who follows a ticket. */
import type { QueryClient } from "@tanstack/react-query";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useChanges } from "@/api/events";
import { del, get, post, put } from "@/api/http";
import { useMe } from "@/api/session";
import { ticketQuery } from "@/api/tickets";
import type { Notification, Page, Person, TicketDetail } from "@/api/types";
import { afterPaint } from "@/lib/after-paint";

const SHOWN = 30;

export const notificationsQuery = queryOptions({
  queryKey: ["notifications", "list"],
  queryFn: async ({ signal }) => (await get<Page<Notification>>("/notifications", { limit: SHOWN }, signal)).items,
});

/** Where the stream of changes cannot say it, it is asked for. */
const ASK_MS = 60_000;

export const unreadCountQuery = queryOptions({
  queryKey: ["notifications", "count"],
  queryFn: async ({ signal }) => (await get<{ unread: number }>("/notifications/count", {}, signal)).unread,
  refetchInterval: ASK_MS,
});

const refresh = (client: QueryClient) => client.invalidateQueries({ queryKey: ["notifications"] });

/** Mounted once, by the shell. */
export function useLiveNotifications(): void {
  const client = useQueryClient();
  const me = useMe().user.id;
  useChanges("notification", (ids) => {
    if (ids.size === 0 || ids.has(me)) void refresh(client);
  });
}

export interface Which {
  ids?: string[];
  ticket_id?: string;
}

/** Marks as read what is named, or everything; shown at once. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (which: Which) => post<{ unread: number }>("/notifications/read", which),
    onMutate: ({ ids, ticket_id }) => {
      const at = new Date().toISOString();
      const meant = (one: Notification) => (ids === undefined || ids.includes(one.id)) && (ticket_id === undefined || one.ticket_id === ticket_id);
      client.setQueryData(notificationsQuery.queryKey, (list) => list?.map((one) => (one.read_at === null && meant(one) ? { ...one, read_at: at } : one)));
    },
    onSettled: () => refresh(client),
  });
}

/** Whoever has the ticket before them knows what is said about it. */
export function useReadTicket(ticketId: string): void {
  const { mutate } = useMarkRead();
  const list = useQuery(notificationsQuery).data;
  const unread = list?.some((one) => one.read_at === null && one.ticket_id === ticketId) ?? false;
  useEffect(() => {
    return unread && document.visibilityState === "visible" ? afterPaint(() => mutate({ ticket_id: ticketId })) : undefined;
  }, [mutate, ticketId, unread]);
}

/** Follows or unfollows for the signed-in person; shown at once, taken back when the server refuses. */
export function useFollow(ticketId: string) {
  const client = useQueryClient();
  const { user } = useMe();
  const key = ticketQuery(ticketId).queryKey;
  const set = (next: (before: Person[]) => Person[]) =>
    client.setQueryData<TicketDetail>(key, (detail) => detail && { ...detail, followers: next(detail.followers) });
  return useMutation({
    mutationFn: async (following: boolean) => (following ? put<{ items: Person[] }>(`/tickets/${ticketId}/followers/me`, {}) : del(`/tickets/${ticketId}/followers/me`)),
    onMutate: async (following) => {
      await client.cancelQueries({ queryKey: key });
      set((before) => [...before.filter((one) => one.user_id !== user.id), ...(following ? [{ user_id: user.id, name: user.name || user.email }] : [])]);
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
