import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";

import { useMembers } from "@/api/organization";
import { usePresenceByTicket } from "@/api/presence";
import type { TicketFilters } from "@/api/tickets";
import { AwaitedDialog } from "@/components/awaited-dialog";
import { ListEmpty } from "@/features/inbox/list-empty";
import { ListError } from "@/features/inbox/list-error";
import { ListFooter, ListSkeleton } from "@/features/inbox/list-parts";
import { NewPill } from "@/features/inbox/new-pill";
import type { RowActions } from "@/features/inbox/ticket-row";
import { RowPlaceholder, TicketRow } from "@/features/inbox/ticket-row";
import { useBulkActions } from "@/features/inbox/use-bulk-actions";
import { useListKeys } from "@/features/inbox/use-list-keys";
import { useListWindow } from "@/features/inbox/use-list-window";
import { useSelection } from "@/features/inbox/use-selection";
import { useTicketList } from "@/features/inbox/use-ticket-list";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { setListContext } from "@/lib/list-context";
import { useLoadAtFirstTouch } from "@/lib/first-touch";
import { useIsNarrow } from "@/lib/media";
import { useDensity } from "@/lib/stored";

const bulkBar = () => import("@/features/inbox/bulk-bar");
const BulkBar = lazy(bulkBar);
const bulkSnooze = () => import("@/features/inbox/bulk-snooze");
const BulkSnooze = lazy(bulkSnooze);
const both = () => Promise.all([bulkBar(), bulkSnooze()]);

/** Row heights in pixels: fixed, so that nothing shifts while pages arrive. */
const HEIGHTS = { comfortable: 46, compact: 36, narrow: 84 };
const TOP_SLACK = 24;
const FETCH_AHEAD_ROWS = 15;

/** Where each list was left, for the way back from a ticket. */
const remembered = new Map<string, { offset: number; id: string | null }>();

interface Props {
  search: InboxSearch;
  filters: TicketFilters;
}

export function TicketList({ search, filters }: Props) {
  const navigate = useNavigate();
  const narrow = useIsNarrow();
  const [density] = useDensity();
  const members = useMembers();
  const presence = usePresenceByTicket();
  const byId = useMemo(() => new Map(members.map((member) => [member.user_id, member])), [members]);
  const scroller = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(filters);
  const isAtTop = useCallback(() => (scroller.current?.scrollTop ?? 0) <= TOP_SLACK, []);
  const { query, rows, update, waiting, showWaiting } = useTicketList(filters, isAtTop);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(ids);
  const bulk = useBulkActions();
  // The tick shows first; the bar of what can be done with it, a moment later.
  const anyTicked = useDeferredValue(selection.selected.size > 0);
  const [snoozing, setSnoozing] = useState<readonly string[] | null>(null);
  useLoadAtFirstTouch(both);
  const height = narrow ? HEIGHTS.narrow : HEIGHTS[density];

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    initialOffset: remembered.get(key)?.offset ?? 0,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const shown = virtualizer.getVirtualItems();
  const firstRow = shown[0]?.index ?? 0;
  const lastRow = shown.at(-1)?.index ?? 0;
  useListWindow({ filters, pages: query.data?.pages, update, first: firstRow, last: lastRow });

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastRow >= rows.length - FETCH_AHEAD_ROWS)
      void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchNextPageError, isFetchingNextPage, lastRow, rows.length]);

  const remember = useCallback(
    (id: string | null) => remembered.set(key, { offset: scroller.current?.scrollTop ?? 0, id }),
    [key],
  );
  const leaveFor = useCallback(
    (id: string) => {
      remember(id);
      setListContext({ search, ids });
    },
    [remember, search, ids],
  );
  const open = useCallback(
    (id: string) => {
      leaveFor(id);
      void navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
    },
    [leaveFor, navigate],
  );
  const setFocused = useListKeys({ rows, scroller, open, initialId: remembered.get(key)?.id ?? null, reveal: (index) => virtualizer.scrollToIndex(index), selection, actions: bulk, snooze: setSnoozing });
  const { toggle, extend } = selection;
  const actions = useMemo<RowActions>(
    () => ({ onOpen: leaveFor, onFocus: setFocused, onSelect: (id, range) => (range ? extend(id) : toggle(id)) }),
    [extend, leaveFor, setFocused, toggle],
  );

  if (query.isPending) return <ListSkeleton height={height} narrow={narrow} />;
  if (query.isError && rows.length === 0) return <ListError search={search} error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return <ListEmpty search={search} />;
  return (
    <div className="relative min-h-0 flex-1">
      <Suspense fallback={null}>
        {anyTicked ? <BulkBar selection={selection} loaded={rows.length} actions={bulk} onSnooze={setSnoozing} /> : null}
      </Suspense>
      <Suspense fallback={<AwaitedDialog />}>
        {snoozing ? <BulkSnooze ids={snoozing} snoozed={rows.some(({ id, ticket }) => snoozing.includes(id) && ticket?.snoozed_until != null)} actions={bulk} onClose={() => setSnoozing(null)} /> : null}
      </Suspense>
      <NewPill
        count={waiting}
        onShow={() => {
          scroller.current?.scrollTo({ top: 0 });
          void showWaiting();
        }}
      />
      <div ref={scroller} onScroll={() => remember(remembered.get(key)?.id ?? null)} className="h-full overflow-y-auto scroll-thin [overflow-anchor:none]">
        <div role="list" aria-label={m.inbox.list} data-selecting={selection.selected.size > 0 || undefined} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {shown.map((place) => {
            const { id, ticket } = rows[place.index] ?? { id: "", ticket: null };
            return (
              <div
                key={place.key}
                role="listitem"
                aria-posinset={place.index + 1}
                aria-setsize={hasNextPage ? -1 : rows.length}
                className="absolute inset-x-0 top-0"
                style={{ height: place.size, transform: `translateY(${place.start}px)` }}
              >
                {ticket ? (
                  <TicketRow
                    ticket={ticket}
                    assignee={ticket.assignee_user_id === null ? undefined : byId.get(ticket.assignee_user_id)}
                    present={presence.get(id)}
                    narrow={narrow}
                    selected={selection.selected.has(id)}
                    actions={actions}
                  />
                ) : (
                  <RowPlaceholder />
                )}
              </div>
            );
          })}
        </div>
        <ListFooter
          fetching={isFetchingNextPage}
          failed={isFetchNextPageError}
          done={!hasNextPage}
          onRetry={() => void fetchNextPage()}
        />
      </div>
    </div>
  );
}
