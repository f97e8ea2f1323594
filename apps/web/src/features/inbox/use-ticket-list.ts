import type { InfiniteData } from "@tanstack/react-query";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useChanges } from "@/api/events";
import type { TicketFilters, TicketPage } from "@/api/tickets";
import { fetchFirstPages, fetchRows, fetchTicketPage, ticketListQuery } from "@/api/tickets";
import { rowsOf } from "@/features/inbox/list-window";
import { idsBelow, mergeHead, movedIds, refreshInPlace } from "@/features/inbox/merge-head";

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

  // A next page that is under way ends with the list as it was when it was asked for: what is written meanwhile would be lost.
  const settled = useCallback(
    () => client.getQueryCache().find({ queryKey: options.queryKey })?.promise?.catch(() => undefined),
    [client, options],
  );

  const sort = filters.sort ?? "-last_message_at";
  const refresh = useCallback(
    async (ids: ReadonlySet<string>) => {
      const loaded = client.getQueryData(options.queryKey)?.pages;
      if (!loaded) return;
      const whole = ids.size === 0 && loaded.length <= REFETCH_PAGES;
      const fresh = await fetchFirstPages(filters, whole ? loaded.length : 1);
      const [head] = fresh;
      if (head === undefined) return;
      const items = fresh.flatMap((page) => page.items);
      const below = whole ? [] : await fetchRows(idsBelow(loaded, ids, items));
      await settled();
      // Where the reader is by now decides, not where they were when the question was asked.
      if (isAtTop()) {
        update((current) => (whole ? fresh : refreshInPlace(mergeHead(current, head, sort), below)));
        setWaiting(new Set());
        return;
      }
      const moved = movedIds(client.getQueryData(options.queryKey)?.pages ?? [], head.items);
      setWaiting((before) => new Set([...before, ...moved]));
      update((current) => refreshInPlace(current, [...items, ...below]));
    },
    [client, filters, isAtTop, options, settled, sort, update],
  );

  // One after the other: the answer to an older question would put back what a newer one has shown.
  const last = useRef(Promise.resolve());
  const sync = useCallback(
    (ids: ReadonlySet<string>) => {
      // Where it fails the list stays as it is: the stream will speak again.
      last.current = last.current.then(() => refresh(ids)).catch(() => undefined);
    },
    [refresh],
  );

  useChanges("ticket", sync);

  // A list that comes back from the cache missed the events of the time it was away.
  const cached = useState(() => client.getQueryData(options.queryKey) !== undefined)[0];
  useEffect(() => {
    if (!cached) return undefined;
    const timer = setTimeout(() => sync(new Set()), 0);
    return () => clearTimeout(timer);
  }, [cached, sync]);

  const showWaiting = useCallback(async () => {
    const head = await fetchTicketPage(filters, null).catch(() => null);
    await settled();
    if (!head) return;
    update((current) => mergeHead(current, head, sort));
    setWaiting(new Set());
  }, [filters, settled, sort, update]);

  const rows = useMemo(() => rowsOf(query.data?.pages ?? []), [query.data]);
  return { query, rows, update, waiting: waiting.size, showWaiting };
}
