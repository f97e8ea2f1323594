import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef } from "react";

import { useMembers } from "@/api/organization";
import type { TicketFilters } from "@/api/tickets";
import { ListEmpty } from "@/features/inbox/list-empty";
import { ListError } from "@/features/inbox/list-error";
import { ListFooter, ListSkeleton } from "@/features/inbox/list-parts";
import { NewPill } from "@/features/inbox/new-pill";
import { TicketRow } from "@/features/inbox/ticket-row";
import { useListKeys } from "@/features/inbox/use-list-keys";
import { useTicketList } from "@/features/inbox/use-ticket-list";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { setListContext } from "@/lib/list-context";
import { useIsNarrow } from "@/lib/media";
import { useDensity } from "@/lib/stored";

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
  const byId = useMemo(() => new Map(members.map((member) => [member.user_id, member])), [members]);
  const scroller = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(filters);
  const isAtTop = useCallback(() => (scroller.current?.scrollTop ?? 0) <= TOP_SLACK, []);
  const { query, tickets, waiting, showWaiting } = useTicketList(filters, isAtTop);
  const height = narrow ? HEIGHTS.narrow : HEIGHTS[density];

  const virtualizer = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => tickets[index]?.id ?? index,
    overscan: 12,
    initialOffset: remembered.get(key)?.offset ?? 0,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const rows = virtualizer.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastRow >= tickets.length - FETCH_AHEAD_ROWS)
      void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchNextPageError, isFetchingNextPage, lastRow, tickets.length]);

  const remember = useCallback(
    (id: string | null) => remembered.set(key, { offset: scroller.current?.scrollTop ?? 0, id }),
    [key],
  );
  const leaveFor = useCallback(
    (id: string) => {
      remember(id);
      setListContext({ search, ids: tickets.map((ticket) => ticket.id) });
    },
    [remember, search, tickets],
  );
  const open = useCallback(
    (id: string) => {
      leaveFor(id);
      void navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
    },
    [leaveFor, navigate],
  );
  const setFocused = useListKeys({ tickets, scroller, open, initialId: remembered.get(key)?.id ?? null, reveal: (index) => virtualizer.scrollToIndex(index) });

  if (query.isPending) return <ListSkeleton height={height} narrow={narrow} />;
  if (query.isError && tickets.length === 0) return <ListError search={search} error={query.error} onRetry={() => void query.refetch()} />;
  if (tickets.length === 0) return <ListEmpty search={search} />;
  return (
    <div className="relative min-h-0 flex-1">
      <NewPill
        count={waiting}
        onShow={() => {
          scroller.current?.scrollTo({ top: 0 });
          void showWaiting();
        }}
      />
      <div ref={scroller} onScroll={() => remember(remembered.get(key)?.id ?? null)} className="h-full overflow-y-auto scroll-thin [overflow-anchor:none]">
        <div role="list" aria-label={m.inbox.list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const ticket = tickets[row.index];
            if (!ticket) return null;
            return (
              <div
                key={row.key}
                role="listitem"
                aria-posinset={row.index + 1}
                aria-setsize={hasNextPage ? -1 : tickets.length}
                className="absolute inset-x-0 top-0"
                style={{ height: row.size, transform: `translateY(${row.start}px)` }}
              >
                <TicketRow
                  ticket={ticket}
                  assignee={ticket.assignee_user_id === null ? undefined : byId.get(ticket.assignee_user_id)}
                  narrow={narrow}
                  onOpen={() => leaveFor(ticket.id)}
                  onFocus={() => setFocused(ticket.id)}
                />
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
