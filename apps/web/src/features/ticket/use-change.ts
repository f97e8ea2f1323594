import { useCallback } from "react";
import { toast } from "sonner";

import { inverseOf, usePatchTicket } from "@/api/ticket-changes";
import type { Ticket, TicketPatch } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";

/** Applies a change at once, says what was done, and offers to take it back. */
export function useChange(ticket: Ticket): (change: TicketPatch, said: string) => void {
  const { mutate } = usePatchTicket();
  return useCallback(
    (change, said) => {
      const undo = inverseOf(ticket, change);
      const onError = (error: Error) => toast.error(m.ticket.changeFailed, { description: explain(error) });
      mutate(
        { id: ticket.id, change },
        {
          onError,
          onSuccess: () =>
            toast(said, { action: { label: m.common.undo, onClick: () => mutate({ id: ticket.id, change: undo }, { onError }) } }),
        },
      );
    },
    [mutate, ticket],
  );
}
