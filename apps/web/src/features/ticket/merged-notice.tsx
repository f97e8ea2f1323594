import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitMerge } from "lucide-react";

import { ticketQuery } from "@/api/tickets";
import { EmptyState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/surface";
import { m } from "@/i18n";

/** In place of the messages of a ticket that a person merged into another: where they went. */
export function MergedNotice({ into }: { into: string }) {
  const target = useQuery(ticketQuery(into)).data?.ticket;
  return (
    <Card aria-label={m.ticket.mergedInto} className="mb-3">
      <EmptyState
        icon={GitMerge}
        title={m.ticket.mergedInto}
        className="py-10"
        action={
          <Button asChild variant="primary">
            <Link to="/tickets/$ticketId" params={{ ticketId: into }}>
              {target ? m.ticket.openMergedCode({ code: target.ticket_code }) : m.ticket.openMerged}
            </Link>
          </Button>
        }
      >
        {target ? <p className="font-medium wrap-anywhere text-ink-2">{target.subject || m.common.noSubject}</p> : null}
        <p>{m.ticket.mergedHint}</p>
      </EmptyState>
    </Card>
  );
}
