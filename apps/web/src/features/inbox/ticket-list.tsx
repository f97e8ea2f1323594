import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from "react";

import { useMembers } from "@/api/organization";
import { usePresenceByTicket } from "@/api/presence";
import type { TicketFilters } from "@/api/tickets";
import { AwaitedDialog } from "@/components/awaited-dialog";
import { LaterPart } from "@/components/later-part";
import { ListError } from "@/features/inbox/list-error";
import { ListSkeleton } from "@/features/inbox/list-parts";
import { ListRows } from "@/features/inbox/list-rows";
import { NewPill } from "@/features/inbox/new-pill";
import type { RowActions } from "@/features/inbox/ticket-row";
import { useBulkActions } from "@/features/inbox/use-bulk-actions";
import { useListKeys } from "@/features/inbox/use-list-keys";
import { useSelection } from "@/features/inbox/use-selection";
import { useTicketList } from "@/features/inbox/use-ticket-list";
import type { InboxSearch } from "@/lib/inbox-search";
import { setListContext } from "@/lib/list-context";
import { useLoadAtFirstTouch } from "@/lib/first-touch";
import { useIsNarrow } from "@/lib/media";
import { useDensity } from "@/lib/stored";

const ListEmpty = lazy(() => import("@/features/inbox/list-empty"));
const bulkBar = () => import("@/features/inbox/bulk-bar");
const BulkBar = lazy(bulkBar);
const bulkSnooze = () => import("@/features/inbox/bulk-snooze");
const BulkSnooze = lazy(bulkSnooze);
const both = () => Promise.all([bulkBar(), bulkSnooze()]);

/** Row heights in pixels: fixed, so that nothing shifts while pages arrive. */
const HEIGHTS = { comfortable: 46, compact: 36, narrow: 84 };
const TOP_SLACK = 24;

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
  const listing = useTicketList(filters, isAtTop);
  const { query, rows, waiting, sync } = listing;
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(ids);
  const bulk = useBulkActions();
  // The tick shows first; the bar of what can be done with it, a moment later.
  const anyTicked = useDeferredValue(selection.selected.size > 0);
  const [snoozing, setSnoozing] = useState<readonly string[] | null>(null);
  useLoadAtFirstTouch(both);
  const height = narrow ? HEIGHTS.narrow : HEIGHTS[density];

  const reveal = useRef<((index: number) => void) | null>(null);
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
  const setFocused = useListKeys({ rows, scroller, open, initialId: remembered.get(key)?.id ?? null, reveal: (index) => reveal.current?.(index), selection, actions: bulk, snooze: setSnoozing });
  const { toggle, extend } = selection;
  const actions = useMemo<RowActions>(
    () => ({ onOpen: leaveFor, onFocus: setFocused, onSelect: (id, range) => (range ? extend(id) : toggle(id)) }),
    [extend, leaveFor, setFocused, toggle],
  );

  if (query.isPending) return <ListSkeleton height={height} narrow={narrow} />;
  if (query.isError && rows.length === 0) return <ListError search={search} error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0)
    return (
      <LaterPart>
        <ListEmpty search={search} />
      </LaterPart>
    );
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
          sync.showWaiting();
        }}
      />
      <ListRows
        listing={listing}
        scroller={scroller}
        reveal={reveal}
        initialOffset={remembered.get(key)?.offset ?? 0}
        onScroll={() => {
          remember(remembered.get(key)?.id ?? null);
          if (isAtTop()) sync.reachedTop();
        }}
        height={height}
        narrow={narrow}
        selected={selection.selected}
        members={byId}
        presence={presence}
        actions={actions}
      />
    </div>
  );
}
