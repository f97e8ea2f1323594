import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { fetchTicketPage } from "@/api/tickets";
import type { Ticket } from "@/api/types";
import { StatusIcon } from "@/components/status";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

interface Props {
  title: string;
  hint: string;
  confirm: string;
  /** The ticket that is looked at: it cannot be chosen. */
  except: string;
  onChoose: (ticket: Ticket) => void;
  onClose: () => void;
}

function Choice({ ticket, chosen, onPick }: { ticket: Ticket; chosen: boolean; onPick: () => void }) {
  return (
    <li>
      <button type="button" aria-pressed={chosen} onClick={onPick} className={cn("flex w-full items-start gap-2.5 rounded-md border border-transparent px-2.5 py-2 text-start hover:bg-hover", chosen && "border-accent bg-selected")}>
        <StatusIcon named status={ticket.status} />
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate text-sm font-medium">{ticket.subject || m.common.noSubject}</span>
          <span className="block truncate text-xs text-ink-2">{`${ticket.ticket_code} · ${ticket.requester_name || ticket.requester_email}`}</span>
          <span dir="auto" className="block truncate text-xs text-ink-3">{ticket.snippet}</span>
        </span>
      </button>
    </li>
  );
}

/** Find another ticket by code, subject or requester, look at it, and confirm. */
export function TicketChooser({ title, hint, confirm, except, onChoose, onClose }: Props) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<Ticket | null>(null);
  const q = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ["tickets", "choose", q],
    queryFn: ({ signal }) => fetchTicketPage(q === "" ? {} : { q }, null, signal),
    staleTime: 10_000,
  });
  const tickets = (found.data?.items ?? []).filter((ticket) => ticket.id !== except).slice(0, 20);
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title={title} description={hint}>
        <div className="p-4">
          <Input type="search" aria-label={m.corrections.search} placeholder={m.corrections.search} value={words} maxLength={500} onChange={(event) => setWords(event.target.value)} />
          <ul aria-label={m.corrections.results} className="mt-3 space-y-0.5">
            {tickets.map((ticket) => (
              <Choice key={ticket.id} ticket={ticket} chosen={chosen?.id === ticket.id} onPick={() => setChosen(ticket)} />
            ))}
          </ul>
          {tickets.length === 0 ? (
            <p role="status" className="py-4 text-center text-sm text-ink-3">
              {found.isPending ? m.corrections.searching : m.corrections.nothingFound}
            </p>
          ) : null}
        </div>
        <div className="sticky bottom-0 flex items-center justify-end gap-2 border-t border-line bg-raised px-4 py-3">
          <span className="min-w-0 flex-1 truncate text-sm text-ink-2">{chosen ? m.corrections.chosen({ code: chosen.ticket_code, subject: chosen.subject || m.common.noSubject }) : null}</span>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={chosen === null}
            onClick={() => {
              if (chosen) onChoose(chosen);
              onClose();
            }}
          >
            {confirm}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
