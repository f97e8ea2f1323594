import type { InfiniteData } from "@tanstack/react-query";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { useChanges } from "@/api/events";
import type { TicketFilters, TicketPage } from "@/api/tickets";
import { fetchTicketPage, ticketListQuery } from "@/api/tickets";
import { rowsOf } from "@/features/inbox/list-window";
import { mergeHead, movedIds, refreshInPlace } from "@/features/inbox/merge-head";

/** Up to this many pages a full refetch is cheap enough when anything may have changed. */
const REFETCH_PAGES = 3;

export type TicketListing = ReturnType<typeof useTicketList>;

/**
 * The endless list for `filters`, kept live. While `isAtTop()` fresh mail simply appears; further down rows are
 * refreshed where they stand and `waiting` counts what would have moved, until `showWaiting` is called.
 */
export function useTicketList(filters: TicketFilters, isAtTop: () => boolean) {
  const client = useQueryClient();
  const options = useMemo(() => ticketListQuery(filters), [filters]);
  const query = useInfiniteQuery(options);
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());

  const update = useCallback(
    (next: (pages: TicketPage[]) => TicketPage[]) =>
      client.setQueryData<InfiniteData<TicketPage, string | null>>(options.queryKey, (data) => {
        if (!data) return data;
        const pages = next(data.pages);
        if (pages === data.pages) return data;
        return { pages, pageParams: data.pageParams.slice(0, pages.length) };
      }),
    [client, options],
  );

  const sync = useCallback(
    async (ids: ReadonlySet<string>) => {
      const pages = client.getQueryData(options.queryKey)?.pages;
      if (!pages) return;
      if (ids.size === 0 && isAtTop() && pages.length <= REFETCH_PAGES) {
        await client.refetchQueries({ queryKey: options.queryKey });
        return;
      }
      const head = await fetchTicketPage(filters, null).catch(() => null);
      if (!head) return; // The stream will speak again; the list on the screen stays as it is.
      if (isAtTop()) {
        update((current) => mergeHead(current, head, filters.sort ?? "-last_message_at"));
        setWaiting(new Set());
        return;
      }
      const moved = movedIds(client.getQueryData(options.queryKey)?.pages ?? [], head);
      setWaiting((before) => new Set([...before, ...moved]));
      update((current) => refreshInPlace(current, head.items));
    },
    [client, filters, isAtTop, options, update],
  );

  useChanges("ticket", (ids) => void sync(ids));

  // A list that comes back from the cache missed the events of the time it was away.
  const cached = useState(() => client.getQueryData(options.queryKey) !== undefined)[0];
  useEffect(() => {
    if (!cached) return undefined;
    const timer = setTimeout(() => void sync(new Set()), 0);
    return () => clearTimeout(timer);
  }, [cached, sync]);

  const showWaiting = useCallback(async () => {
    const head = await fetchTicketPage(filters, null).catch(() => null);
    if (!head) return;
    update((current) => mergeHead(current, head, filters.sort ?? "-last_message_at"));
    setWaiting(new Set());
  }, [filters, update]);

  const rows = useMemo(() => rowsOf(query.data?.pages ?? []), [query.data]);
  return { query, rows, update, waiting: waiting.size, showWaiting };
}
