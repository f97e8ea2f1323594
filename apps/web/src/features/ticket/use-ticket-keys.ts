import { useNavigate } from "@tanstack/react-router";

import type { Ticket } from "@/api/types";
import { useChange } from "@/features/ticket/use-change";
import { m } from "@/i18n";
import type { ListContext } from "@/lib/list-context";
import type { Shortcut } from "@/lib/shortcuts";
import { useShortcuts } from "@/lib/shortcuts";

interface Options {
  ticket: Ticket;
  previous: string | null;
  next: string | null;
  context: ListContext | null;
  canWrite: boolean;
  toggleDetails: () => void;
  focusNote: () => void;
}

/** What the keyboard does on a ticket's page. */
export function useTicketKeys({ ticket, previous, next, context, canWrite, toggleDetails, focusNote }: Options): void {
  const navigate = useNavigate();
  const change = useChange(ticket);
  const go = (id: string | null) => {
    if (id !== null) void navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
  };
  const reading: Shortcut[] = [
    { keys: "j", label: m.ticket.keys.next, group: "ticket", run: () => go(next) },
    { keys: "k", label: m.ticket.keys.previous, group: "ticket", run: () => go(previous) },
    { keys: "d", label: m.ticket.keys.details, group: "ticket", run: toggleDetails },
    { keys: "escape", label: m.ticket.keys.back, group: "ticket", run: () => void navigate({ to: "/inbox", search: context?.search ?? {} }) },
  ];
  const writing: Shortcut[] = [
    { keys: "n", label: m.ticket.keys.note, group: "ticket", run: focusNote },
    {
      keys: "e",
      label: m.ticket.keys.resolve,
      group: "ticket",
      run: () => {
        if (ticket.status === "resolved") return;
        change({ status: "resolved" }, m.inbox.statusChanged({ code: ticket.ticket_code, status: m.common.statuses.resolved }));
      },
    },
  ];
  useShortcuts(canWrite ? [...reading, ...writing] : reading);
}
