import { useCallback } from "react";
import { toast } from "sonner";

import { inverseOf, usePatchTicket } from "@/api/ticket-changes";
import type { Ticket, TicketPatch } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";
import { offerUndo } from "@/lib/undo";

/** Applies a change at once, says what was done, and offers to take it back. */
export function useChange(ticket: Ticket): (change: TicketPatch, said: string) => void {
  const { mutateAsync } = usePatchTicket();
  return useCallback(
    (change, said) => {
      const undo = inverseOf(ticket, change);
      const failed = (error: unknown) => void toast.error(m.ticket.changeFailed, { description: explain(error) });
      const done = mutateAsync({ id: ticket.id, change });
      // What has not been answered yet can be taken back too: right after it.
      const withdraw = offerUndo(said, () => void done.then(() => mutateAsync({ id: ticket.id, change: undo })).catch(failed));
      done.catch((error: unknown) => {
        withdraw();
        failed(error);
      });
    },
    [mutateAsync, ticket],
  );
}
