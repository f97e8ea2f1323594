import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { useChanges } from "@/api/events";
import { mayRetry, retryDelay } from "@/api/query-client";
import type { TicketFilters, TicketPage } from "@/api/tickets";
import { fetchRows, fetchTicketPage, ticketListQuery } from "@/api/tickets";
import { ListSync } from "@/features/inbox/list-sync";
import { rowsOf } from "@/features/inbox/list-window";

export type TicketListing = ReturnType<typeof useTicketList>;

/**
 * The endless list for `filters`, kept live. While `isAtTop()` fresh mail simply appears; further down rows are
 * refreshed where they stand and `waiting` counts what would have moved, until `showWaiting` is called at the top.
 * Both arguments are those of the first time.
 */
export function useTicketList(filters: TicketFilters, isAtTop: () => boolean) {
  const client = useQueryClient();
  const options = useMemo(() => ticketListQuery(filters), [filters]);
  const query = useQuery(options);
  const pages = query.data?.pages;
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());

  const update = useCallback(
    (next: (pages: TicketPage[]) => TicketPage[]) =>
      void client.setQueryData(options.queryKey, (list) => {
        const changed = list && next(list.pages);
        return changed === undefined || changed === list?.pages ? list : { pages: changed };
      }),
    [client, options],
  );

  const [sync] = useState(
    () =>
      new ListSync(
        {
          sort: filters.sort ?? "-last_message_at",
          pages: () => client.getQueryData(options.queryKey)?.pages,
          update,
          isAtTop,
          announce: (moved) => setWaiting((before) => (moved === null ? new Set() : new Set([...before, ...moved]))),
        },
        {
          page: (cursor, signal) => fetchTicketPage(filters, cursor, signal),
          rows: (ids, signal) => fetchRows(ids, signal),
          inList: (ids, signal) => fetchRows(ids, signal, filters),
        },
      ),
  );
  // A list that comes back from the cache missed what was told in the time it was away.
  const [cached] = useState(pages !== undefined);
  useEffect(() => {
    if (cached) sync.changed(new Set());
    return sync.start();
  }, [cached, sync]);
  const loaded = pages !== undefined;
  useEffect(() => {
    if (loaded) sync.proceed();
  }, [loaded, sync]);
  useChanges("ticket", (ids) => sync.changed(ids));

  // Appended to the list as it is by then, not as it was when the page was asked for.
  const { mutate, isPending, isError, variables } = useMutation({
    mutationFn: (cursor: string) =>
      sync.arriving(cursor, (page) => update((current) => (current.at(-1)?.next_cursor === cursor ? [...current, page] : current))),
    retry: mayRetry,
    retryDelay,
  });
  const cursor = pages?.at(-1)?.next_cursor ?? null;
  const ask = useCallback(() => {
    if (cursor !== null) mutate(cursor);
  }, [cursor, mutate]);
  const more = { any: cursor !== null, fetching: isPending, failed: isError && variables === cursor, ask };

  const rows = useMemo(() => rowsOf(pages ?? []), [pages]);
  return { query, rows, more, sync, update, waiting: waiting.size };
}
