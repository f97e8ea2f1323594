import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/api/http";
import type { Connectivity, Mailbox, Page, QueuedJob, SyncStatus } from "@/api/types";

const BUSY_POLL_MS = 2_000;
const IDLE_POLL_MS = 20_000;

function isBusy(mailbox: Mailbox): boolean {
  const { sync } = mailbox;
  // Nothing is listed in a mailbox that replies only leave through.
  if (mailbox.kind === "sending") return false;
  return sync.backfill.state !== "done" || sync.counts.discovered + sync.counts.fetched > 0;
}

export const mailboxesQuery = queryOptions({
  queryKey: ["mailboxes"],
  queryFn: async ({ signal }) => (await get<Page<Mailbox>>("/mailboxes", {}, signal)).items,
  // Progress is a number that moves: events say that something happened, the poll keeps the rate and ETA honest.
  refetchInterval: (query) => (query.state.data?.some(isBusy) ? BUSY_POLL_MS : IDLE_POLL_MS),
});

export function connectivityQuery(mailboxId: string) {
  return queryOptions({
    queryKey: ["connectivity", mailboxId],
    queryFn: ({ signal }) => get<Connectivity>(`/mailboxes/${mailboxId}/connectivity`, {}, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

/** A journal is read for everybody's mail; replies leave through a sending mailbox. */
export type ConnectedKind = "journal" | "sending";

/**
 * Leaves the app for Google's consent page; Google sends the browser back to /mailboxes/connected.
 * With a mailbox's id that one is connected again, and another Google account is refused.
 */
export function useConnectMailbox(kind: ConnectedKind) {
  return useMutation({
    mutationFn: (mailboxId: string | null) =>
      post<{ authorization_url: string }>(`/mailboxes/gmail/${kind}/oauth/start`, mailboxId === null ? undefined : { mailbox_id: mailboxId }),
    onSuccess: ({ authorization_url }) => window.location.assign(authorization_url),
  });
}

export type SyncAction = { kind: "backfill" | "history" | "resume" } | { kind: "pause"; minutes: number };

/** The answer of backfill and history names a job; its id is null when one is queued already. */
export type SyncAnswer = QueuedJob | SyncStatus;

export function useSyncAction(mailboxId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: SyncAction) =>
      post<SyncAnswer>(
        `/mailboxes/${mailboxId}/sync/${action.kind}`,
        undefined,
        action.kind === "pause" ? { minutes: action.minutes } : {},
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: mailboxesQuery.queryKey }),
  });
}
