import { useNavigate } from "@tanstack/react-router";
import { toast } from "sonner";

import type { Correction } from "@/api/corrections";
import { eventToUndo, useCorrection } from "@/api/corrections";
import type { Ticket, TicketEvent } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";

export interface Corrections {
  busy: boolean;
  merge: (source: Ticket) => void;
  move: (messageId: string, target: Ticket) => void;
  split: (messageIds: string[]) => void;
  reroute: () => void;
  undo: (event: TicketEvent) => void;
}

/** Corrects a ticket, says what was done and offers to take it back. */
export function useCorrections(ticket: Ticket): Corrections {
  const { mutate, isPending } = useCorrection();
  const navigate = useNavigate();
  const onError = (error: Error) => toast.error(m.corrections.failed, { description: explain(error) });
  const undoById = (eventId: string) =>
    mutate({ kind: "undone", ticketId: ticket.id, eventId }, { onError, onSuccess: () => toast(m.corrections.undone) });
  const act = (correction: Exclude<Correction, { kind: "undone" | "created" }>, said: (answer: Ticket) => string) =>
    mutate(correction, {
      onError,
      onSuccess: (answer) => {
        const takeBack = async () => {
          const event = await eventToUndo(ticket.id, correction.kind);
          if (event) undoById(event.id);
          else toast.error(m.corrections.failed);
        };
        const elsewhere = answer.id !== ticket.id;
        toast(said(answer), {
          action: { label: m.corrections.undo, onClick: () => void takeBack().catch(onError) },
          ...(elsewhere ? { cancel: { label: m.corrections.open, onClick: () => void navigate({ to: "/tickets/$ticketId", params: { ticketId: answer.id } }) } } : {}),
        });
      },
    });
  return {
    busy: isPending,
    merge: (source) => act({ kind: "merged", ticketId: ticket.id, sourceIds: [source.id] }, () => m.corrections.merged({ code: source.ticket_code })),
    move: (messageId, target) => act({ kind: "message_moved", ticketId: ticket.id, messageId, targetId: target.id }, (answer) => m.corrections.moved({ code: answer.ticket_code })),
    split: (messageIds) => act({ kind: "split", ticketId: ticket.id, messageIds }, (answer) => m.corrections.splitDone({ code: answer.ticket_code })),
    reroute: () => act({ kind: "routed", ticketId: ticket.id }, () => m.corrections.rerouted),
    undo: (event) => undoById(event.id),
  };
}
