import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { mailboxesQuery } from "@/api/mailboxes";
import type { Message, Occurrence, TicketDetail } from "@/api/types";
import { BouncedMark } from "@/components/bounced-mark";
import { Avatar, displayName } from "@/components/person";
import { Badge } from "@/components/ui/surface";
import { AwaitedAnswer } from "@/features/ticket/awaited-answer";
import { Confidence } from "@/features/ticket/confidence";
import { Evidence, fieldName } from "@/features/ticket/evidence";
import { Followers } from "@/features/ticket/followers";
import { Moments } from "@/features/ticket/moments";
import { RelatedTickets } from "@/features/ticket/related-tickets";
import { TicketFields } from "@/features/ticket/ticket-fields";
import { m } from "@/i18n";
import { formatPercent } from "@/lib/format";
import { reasonText, recipientSourceText } from "@/lib/machine-words";

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line px-4 py-4 first:border-0">
      <h2 className="mb-2 text-2xs font-medium tracking-normal text-ink-3">{title}</h2>
      {children}
    </section>
  );
}

function Requester({ detail: { ticket, requester_bounced: bounced } }: { detail: TicketDetail }) {
  const name = displayName(ticket.requester_name, ticket.requester_email);
  const dates = [
    [m.ticket.panel.created, ticket.created_at],
    [m.ticket.panel.lastInbound, ticket.last_inbound_at],
    [m.ticket.panel.lastOutbound, ticket.last_outbound_at],
  ] as const;
  return (
    <Section title={m.ticket.panel.requester}>
      <div className="flex items-center gap-2.5">
        <Avatar name={name} seed={ticket.requester_email} className="size-9 text-xs" />
        <div className="min-w-0 flex-1 leading-4.5">
          <p className="truncate text-sm font-semibold">{name}</p>
          {ticket.requester_email !== "" && ticket.requester_email !== name ? <p className="truncate text-xs text-ink-3">{ticket.requester_email}</p> : null}
        </div>
        {bounced ? <BouncedMark bounced={bounced} /> : null}
      </div>
      {ticket.requester_email !== "" ? (
        <Link to="/inbox" search={{ view: "all", q: ticket.requester_email }} className="mt-2 inline-block text-xs text-accent underline-offset-2 hover:underline">
          {m.ticket.panel.otherTickets}
        </Link>
      ) : null}
      <RelatedTickets ticket={ticket} />
      <div className="mt-3">
        <Moments of={dates} />
      </div>
    </Section>
  );
}

/** The first mail decided where the ticket went: its best-proven original recipient is the answer to "why here". */
function firstRecipient(messages: readonly Message[]): Occurrence | undefined {
  return messages[0]?.occurrences.find((one) => one.original_recipient !== null);
}

function Arrival({ detail }: { detail: TicketDetail }) {
  const first = firstRecipient(detail.messages);
  const last = detail.messages.at(-1);
  return (
    <Section title={m.ticket.panel.routing}>
      {first ? (
        <div className="space-y-2">
          <p className="text-xs text-ink-3">{m.ticket.panel.arrivedAt}</p>
          <p className="text-sm font-medium break-words">{first.original_recipient}</p>
          <p className="flex flex-wrap gap-1.5">
            {first.original_recipient_source !== null ? <Badge>{recipientSourceText(first.original_recipient_source) ?? fieldName(first.original_recipient_source)}</Badge> : null}
            <Confidence value={first.original_recipient_confidence} />
          </p>
          <Evidence value={first.original_recipient_evidence?.explanation ?? first.original_recipient_evidence} />
        </div>
      ) : (
        <p className="text-xs text-ink-3">{m.ticket.panel.noEvidence}</p>
      )}
      {last ? (
        <p className="mt-3 text-xs text-ink-2">
          <span className="text-ink-3">{m.ticket.panel.stitchedBy} </span>
          {reasonText(last.stitch_reason) ?? last.stitch_reason.replaceAll("_", " ")}
          {`, ${m.ticket.panel.confidence({ percent: formatPercent(last.stitch_confidence) })}`}
        </p>
      ) : null}
    </Section>
  );
}

function Copies({ messages }: { messages: readonly Message[] }) {
  const mailboxes = useQuery(mailboxesQuery).data ?? [];
  const copies = messages.flatMap((message) => message.occurrences);
  const name = (id: string) => mailboxes.find((mailbox) => mailbox.id === id)?.email ?? m.common.unknown;
  return (
    <Section title={m.ticket.panel.copies}>
      <p className="mb-2 text-xs text-ink-2">{m.ticket.panel.copyCount({ copies: copies.length, messages: messages.length })}</p>
      <ul className="space-y-1.5">
        {copies.slice(-6).map((copy) => (
          <li key={copy.id} className="flex items-baseline gap-2 text-xs">
            <span className="min-w-0 flex-1 truncate text-ink-3">{name(copy.mailbox_id)}</span>
            <code className="max-w-[55%] truncate font-mono text-2xs text-ink-2" title={copy.gmail_message_id}>{copy.gmail_message_id}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function DetailsPanel({ detail, following, onFollow }: { detail: TicketDetail; following: boolean; onFollow: () => void }) {
  return (
    <>
      <Section title={m.ticket.panel.properties}>
        <AwaitedAnswer ticket={detail.ticket} />
        <TicketFields ticket={detail.ticket} />
      </Section>
      <Section title={m.ticket.follow.title}>
        <Followers followers={detail.followers} following={following} onToggle={onFollow} />
      </Section>
      <Requester detail={detail} />
      {/* A merged ticket has no mails of its own to tell of. */}
      {detail.ticket.merged_into === null ? (
        <>
          <Arrival detail={detail} />
          <Copies messages={detail.messages} />
        </>
      ) : null}
    </>
  );
}
