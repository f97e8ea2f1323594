import type { RefObject } from "react";
import { useCallback, useEffect, useRef } from "react";

import { useMe } from "@/api/session";
import type { TicketStatus } from "@/api/types";
import type { Row } from "@/features/inbox/list-window";
import type { BulkActions } from "@/features/inbox/use-bulk-actions";
import type { Selection } from "@/features/inbox/use-selection";
import { m } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";

interface Options {
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
  open: (id: string) => void;
  reveal: (index: number) => void;
  /** The row to take the focus first, on the way back from a ticket. */
  initialId: string | null;
  selection: Selection;
  actions: BulkActions;
  snooze: (ids: readonly string[]) => void;
}

/**
 * j/k walk the rows, Enter opens, x ticks; what acts, acts on the ticked rows, else on the current one. The current row
 * is the focused one, so nothing else has to be told.
 */
export function useListKeys({ rows, scroller, open, reveal, initialId, selection, actions, snooze }: Options): (id: string) => void {
  const current = useRef<string | null>(initialId);
  const canAct = useMe().role !== "viewer";

  const focusRow = useCallback(
    (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-ticket-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
    [scroller],
  );

  useEffect(() => {
    if (initialId !== null) requestAnimationFrame(() => focusRow(initialId));
  }, [focusRow, initialId]);

  const move = (step: 1 | -1) => {
    const index = rows.findIndex(({ id }) => id === current.current);
    const next = index < 0 ? 0 : Math.min(Math.max(index + step, 0), rows.length - 1);
    const row = rows[next];
    if (!row) return;
    current.current = row.id;
    reveal(next);
    // At once, so that a quick Enter does not go to what had the focus before; and again, for the row may only exist
    // after the virtualiser has followed.
    focusRow(row.id);
    requestAnimationFrame(() => focusRow(row.id));
  };

  const currentRow = () => rows.find(({ id }) => id === current.current);
  /** The ticked rows, else the current one. */
  const targets = (): readonly string[] => {
    if (selection.selected.size > 0) return [...selection.selected];
    const row = currentRow();
    return row ? [row.id] : [];
  };
  const setStatus = (status: TicketStatus) => {
    const ids = targets();
    const one = ids.length === 1 ? rows.find(({ id }) => id === ids[0])?.ticket : undefined;
    if (ids.length === 0 || one?.status === status) return;
    const label = m.common.statuses[status];
    actions.change(ids, { status }, (count) => (one ? m.inbox.statusChanged({ code: one.ticket_code, status: label }) : m.inbox.bulkStatus({ count, status: label })));
  };
  const toggleRead = () => {
    const ids = new Set(targets());
    const unread = rows.some(({ id, ticket }) => ids.has(id) && ticket?.unread === true);
    if (ids.size > 0) actions.mark([...ids], unread);
  };
  const snoozeTargets = () => {
    const ids = targets();
    if (ids.length > 0) snooze(ids);
  };
  const withCurrent = (run: (id: string) => void) => {
    const row = currentRow();
    if (row) run(row.id);
  };
  useShortcuts([
    { keys: "j", label: m.inbox.keys.down, group: "list", run: () => move(1) },
    { keys: "k", label: m.inbox.keys.up, group: "list", run: () => move(-1) },
    { keys: "enter", label: m.inbox.keys.open, group: "list", run: () => withCurrent(open) },
    { keys: "x", label: m.inbox.keys.select, group: "list", run: () => withCurrent(selection.toggle) },
    { keys: "* a", label: m.inbox.keys.selectAll, group: "list", run: selection.all },
    { keys: "u", label: m.inbox.keys.unread, group: "list", run: () => toggleRead() },
    ...(canAct
      ? [
          { keys: "e", label: m.inbox.keys.resolve, group: "list" as const, run: () => setStatus("resolved") },
          { keys: "h", label: m.ticket.keys.snooze, group: "list" as const, run: () => snoozeTargets() },
          { keys: "!", label: m.inbox.markSpam, group: "list" as const, run: () => setStatus("spam") },
        ]
      : []),
    ...(selection.selected.size > 0 ? [{ keys: "escape", label: m.inbox.clearSelection, group: "list" as const, run: selection.clear }] : []),
  ]);

  return useCallback((id: string) => {
    current.current = id;
  }, []);
}
