import { useNavigate } from "@tanstack/react-router";

import { m } from "@/i18n";
import { neighbours, useListContext } from "@/lib/list-context";
import { useShortcuts } from "@/lib/shortcuts";

/** Moving on and going back: they work from the first moment, also while the ticket is still loading. */
export function useTicketMoves(ticketId: string): void {
  const navigate = useNavigate();
  const context = useListContext();
  const { previous, next } = neighbours(context, ticketId);
  const go = (id: string | null) => {
    if (id !== null) void navigate({ to: "/tickets/$ticketId", params: { ticketId: id } });
  };
  useShortcuts([
    { keys: "j", label: m.ticket.keys.next, group: "ticket", run: () => go(next) },
    { keys: "k", label: m.ticket.keys.previous, group: "ticket", run: () => go(previous) },
    { keys: "escape", label: m.ticket.keys.back, group: "ticket", run: () => void navigate({ to: "/inbox", search: context?.search ?? {} }) },
  ]);
}

interface Options {
  canWrite: boolean;
  toggleDetails: () => void;
  focusNote: () => void;
  lookAtFiles: () => void;
}

/** What the keyboard does on the page; what it does with the ticket is in `actions`. */
export function useTicketKeys({ canWrite, toggleDetails, focusNote, lookAtFiles }: Options): void {
  useShortcuts([
    { keys: "d", label: m.ticket.keys.details, group: "ticket", run: toggleDetails },
    { keys: "v", label: m.conversation.lookAtFiles, group: "ticket", run: lookAtFiles },
    ...(canWrite ? [{ keys: "n", label: m.ticket.keys.note, group: "ticket" as const, run: focusNote }] : []),
  ]);
}
