import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import { useEffect, useImperativeHandle } from "react";

import type { Member, Presence } from "@/api/types";
import { ListFooter } from "@/features/inbox/list-parts";
import type { RowActions } from "@/features/inbox/ticket-row";
import { RowPlaceholder, TicketRow } from "@/features/inbox/ticket-row";
import { useListWindow } from "@/features/inbox/use-list-window";
import type { TicketListing } from "@/features/inbox/use-ticket-list";
import { m } from "@/i18n";

const FETCH_AHEAD_ROWS = 15;

interface Props {
  listing: TicketListing;
  scroller: RefObject<HTMLDivElement | null>;
  /** Is given what brings a row into sight. */
  reveal: RefObject<((index: number) => void) | null>;
  initialOffset: number;
  onScroll: () => void;
  /** Height of a row in pixels. */
  height: number;
  narrow: boolean;
  selected: ReadonlySet<string>;
  members: ReadonlyMap<string, Member>;
  presence: ReadonlyMap<string, readonly Presence[]>;
  actions: RowActions;
}

/** The rows that are in sight, and what scrolling asks for. Of the list only this is drawn anew while it scrolls. */
export function ListRows({ listing: { query, rows, more: { any, fetching, failed, ask }, sync, update }, scroller, reveal, initialOffset, onScroll, height, narrow, selected, members, presence, actions }: Props) {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    initialOffset,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  useImperativeHandle(reveal, () => (index) => virtualizer.scrollToIndex(index), [virtualizer]);
  const shown = virtualizer.getVirtualItems();
  const lastRow = shown.at(-1)?.index ?? 0;
  useListWindow({ pages: query.data?.pages, sync, update, first: shown[0]?.index ?? 0, last: lastRow });

  useEffect(() => {
    if (any && !fetching && !failed && lastRow >= rows.length - FETCH_AHEAD_ROWS) ask();
  }, [any, ask, failed, fetching, lastRow, rows.length]);

  return (
    <div ref={scroller} onScroll={onScroll} className="h-full overflow-y-auto scroll-thin [overflow-anchor:none]">
      <div role="list" aria-label={m.inbox.list} data-selecting={selected.size > 0 || undefined} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map((place) => {
          const { id, ticket } = rows[place.index] ?? { id: "", ticket: null };
          return (
            <div
              key={place.key}
              role="listitem"
              aria-posinset={place.index + 1}
              aria-setsize={any ? -1 : rows.length}
              className="absolute inset-x-0 top-0"
              style={{ height: place.size, transform: `translateY(${place.start}px)` }}
            >
              {ticket ? (
                <TicketRow
                  ticket={ticket}
                  assignee={ticket.assignee_user_id === null ? undefined : members.get(ticket.assignee_user_id)}
                  present={presence.get(id)}
                  narrow={narrow}
                  selected={selected.has(id)}
                  actions={actions}
                />
              ) : (
                <RowPlaceholder />
              )}
            </div>
          );
        })}
      </div>
      <ListFooter fetching={fetching} failed={failed} done={!any} onRetry={ask} />
    </div>
  );
}
