/** Who else has a ticket open, and who writes in it, at this moment. Ids and states only, never what is written. */
import type { QueryClient } from "@tanstack/react-query";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { useChanges } from "@/api/events";
import { get, post, say } from "@/api/http";
import type { Presence, PresenceState } from "@/api/types";

/** The server forgets after 40 s. */
const BEAT_MS = 15_000;
/** One window of the browser. */
const clientId = crypto.randomUUID();

interface PresenceList {
  items: Presence[];
}

function ticketPresenceQuery(ticketId: string) {
  return queryOptions({ queryKey: ["presence", ticketId], queryFn: () => [] as Presence[], enabled: false, initialData: [] });
}

const pathOf = (ticketId: string) => `/tickets/${ticketId}/presence`;

async function beat(client: QueryClient, ticketId: string, state: PresenceState): Promise<void> {
  try {
    const { items } = await post<PresenceList>(pathOf(ticketId), { client_id: clientId, state });
    client.setQueryData(ticketPresenceQuery(ticketId).queryKey, items);
  } catch {
    // Nobody is bothered by it: the next beat says it again.
  }
}

/** Says, while mounted and in sight, what the person does with the ticket; and keeps who else is there. */
export function useSayPresence(ticketId: string, state: PresenceState): void {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = () => {
      void beat(client, ticketId, state);
      clearInterval(timer);
      timer = setInterval(() => void beat(client, ticketId, state), BEAT_MS);
    };
    const leave = () => {
      clearInterval(timer);
      say(pathOf(ticketId), { client_id: clientId, state: null });
    };
    const seen = () => (document.visibilityState === "visible" ? begin() : leave());
    if (document.visibilityState === "visible") begin();
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("pagehide", leave);
    };
  }, [client, state, ticketId]);
  // Gone when the ticket is left, not when another thing is done in it.
  useEffect(() => () => say(pathOf(ticketId), { client_id: clientId, state: null }), [ticketId]);
  useChanges("presence", (ids) => {
    if ((ids.size === 0 || ids.has(ticketId)) && document.visibilityState === "visible") void beat(client, ticketId, state);
  });
}

/** Who else is at the ticket that the page shows. */
export function usePresence(ticketId: string): readonly Presence[] {
  return useQuery(ticketPresenceQuery(ticketId)).data;
}

const allPresenceQuery = queryOptions({
  queryKey: ["presence", "all"],
  queryFn: async ({ signal }) => (await get<PresenceList>("/presence", {}, signal)).items,
  refetchInterval: 30_000,
});

/** Who else has which ticket open, by ticket: for lists. */
export function usePresenceByTicket(): ReadonlyMap<string, readonly Presence[]> {
  const all = useQuery(allPresenceQuery);
  useChanges("presence", () => void all.refetch());
  return useMemo(() => {
    const found = new Map<string, Presence[]>();
    for (const one of all.data ?? []) found.set(one.ticket_id, [...(found.get(one.ticket_id) ?? []), one]);
    return found;
  }, [all.data]);
}
