import { Link } from "@tanstack/react-router";
import { ArrowLeft, ChevronDown, ChevronUp, LinkIcon, PanelRight } from "lucide-react";
import type { ReactNode } from "react";
import { toast } from "sonner";

import { usePresence } from "@/api/presence";
import type { Ticket } from "@/api/types";
import { PresenceMark } from "@/components/presence";
import { StatusIcon } from "@/components/status";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { m } from "@/i18n";
import type { ListContext } from "@/lib/list-context";

interface Props {
  ticket: Ticket;
  context: ListContext | null;
  previous: string | null;
  next: string | null;
  detailsShown: boolean;
  onToggleDetails: () => void;
  /** What can be done to the ticket. */
  menu?: ReactNode;
}

function Step({ id, label, keys, children }: { id: string | null; label: string; keys: string; children: ReactNode }) {
  return (
    <Tooltip content={label} keys={keys}>
      {id === null ? (
        <Button variant="ghost" size="icon" aria-label={label} aria-disabled>
          {children}
        </Button>
      ) : (
        <Button asChild variant="ghost" size="icon">
          <Link to="/tickets/$ticketId" params={{ ticketId: id }} aria-label={label}>
            {children}
          </Link>
        </Button>
      )}
    </Tooltip>
  );
}

export function TicketHeader({ ticket, context, previous, next, detailsShown, onToggleDetails, menu }: Props) {
  const copy = () => void navigator.clipboard.writeText(window.location.href).then(() => toast(m.common.copied));
  return (
    <header className="flex shrink-0 items-center gap-1 border-b border-line px-2 py-2 md:px-3">
      <Tooltip content={m.ticket.backToList} keys="escape">
        <Button asChild variant="ghost" size="icon">
          <Link to="/inbox" search={context?.search ?? {}} aria-label={m.ticket.backToList}>
            <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
          </Link>
        </Button>
      </Tooltip>
      <div className="flex min-w-0 flex-1 items-center gap-2 px-1">
        <StatusIcon named status={ticket.status} />
        <h1 dir="auto" className="truncate text-base font-semibold" title={ticket.subject}>
          {ticket.subject || m.common.noSubject}
        </h1>
        <span className="hidden shrink-0 font-mono text-xs text-ink-3 md:inline">{ticket.ticket_code}</span>
      </div>
      <PresenceMark people={usePresence(ticket.id)} />
      <div className="flex shrink-0 items-center">
        <Tooltip content={m.ticket.copyLink}>
          <Button variant="ghost" size="icon" aria-label={m.ticket.copyLink} onClick={copy} className="hidden md:inline-flex">
            <LinkIcon aria-hidden />
          </Button>
        </Tooltip>
        {context ? (
          <>
            <Step id={previous} label={m.ticket.previous} keys="k">
              <ChevronUp aria-hidden />
            </Step>
            <Step id={next} label={m.ticket.next} keys="j">
              <ChevronDown aria-hidden />
            </Step>
          </>
        ) : null}
        {menu}
        <Tooltip content={detailsShown ? m.ticket.hideDetails : m.ticket.showDetails} keys="d">
          <Button variant="ghost" size="icon" aria-label={m.ticket.details} aria-pressed={detailsShown} onClick={onToggleDetails} className="aria-pressed:text-accent">
            <PanelRight aria-hidden className="rtl:-scale-x-100" />
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
