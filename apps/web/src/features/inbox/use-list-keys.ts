import type { RefObject } from "react";
import { useCallback, useEffect, useRef } from "react";
import { toast } from "sonner";

import { useMe } from "@/api/session";
import { usePatchTicket } from "@/api/ticket-changes";
import type { Ticket } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";

interface Options {
  tickets: readonly Ticket[];
  scroller: RefObject<HTMLDivElement | null>;
  open: (id: string) => void;
  reveal: (index: number) => void;
  /** The row to take the focus first, on the way back from a ticket. */
  initialId: string | null;
}

/** j/k walk the rows, Enter opens, e resolves. The current row is the focused one, so nothing else has to be told. */
export function useListKeys({ tickets, scroller, open, reveal, initialId }: Options): (id: string) => void {
  const current = useRef<string | null>(initialId);
  const patch = usePatchTicket();
  const canAct = useMe().role !== "viewer";

  const focusRow = useCallback(
    (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-ticket-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
    [scroller],
  );

  useEffect(() => {
    if (initialId !== null) requestAnimationFrame(() => focusRow(initialId));
  }, [focusRow, initialId]);

  const move = (step: 1 | -1) => {
    const index = tickets.findIndex((ticket) => ticket.id === current.current);
    const next = index < 0 ? 0 : Math.min(Math.max(index + step, 0), tickets.length - 1);
    const ticket = tickets[next];
    if (!ticket) return;
    current.current = ticket.id;
    reveal(next);
    // At once, so that a quick Enter does not go to what had the focus before; and again, for the row may only exist
    // after the virtualiser has followed.
    focusRow(ticket.id);
    requestAnimationFrame(() => focusRow(ticket.id));
  };

  const setStatus = (ticket: Ticket, status: Ticket["status"]) => {
    const before = ticket.status;
    const code = ticket.ticket_code;
    const write = (next: Ticket["status"], undo: boolean) =>
      patch.mutate(
        { id: ticket.id, change: { status: next } },
        {
          onError: (error) => toast.error(m.inbox.changeFailed, { description: explain(error) }),
          onSuccess: () =>
            toast(m.inbox.statusChanged({ code, status: m.common.statuses[next] }), undo ? { action: { label: m.common.undo, onClick: () => write(before, false) } } : {}),
        },
      );
    write(status, true);
  };

  const selected = () => tickets.find((ticket) => ticket.id === current.current);
  useShortcuts([
    { keys: "j", label: m.inbox.keys.down, group: "list", run: () => move(1) },
    { keys: "k", label: m.inbox.keys.up, group: "list", run: () => move(-1) },
    {
      keys: "enter",
      label: m.inbox.keys.open,
      group: "list",
      run: () => {
        const ticket = selected();
        if (ticket) open(ticket.id);
      },
    },
    ...(canAct
      ? [
          {
            keys: "e",
            label: m.inbox.keys.resolve,
            group: "list" as const,
            run: () => {
              const ticket = selected();
              if (ticket && ticket.status !== "resolved") setStatus(ticket, "resolved");
            },
          },
        ]
      : []),
  ]);

  return useCallback((id: string) => {
    current.current = id;
  }, []);
}
