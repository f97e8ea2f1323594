import { Link } from "@tanstack/react-router";
import { CircleCheck, Clock, MailX } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import type { DeliveryReport } from "@/api/types";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

const LINK = "min-h-6 rounded font-medium text-accent underline-offset-2 hover:underline";

/** What an enhanced status (RFC 3463) means, where people would not know it by heart. */
function meaning(status: string): string | undefined {
  const words = m.ticket.delivery.statuses as Record<string, string | undefined>;
  return words[status.slice(2)];
}

function inWords(report: DeliveryReport): string {
  const status = report.status === "" ? "" : ` (${report.status})`;
  return `${meaning(report.status) ?? m.ticket.delivery.unknownReason}${status}`;
}

/** The newest word on each recipient: a delay that ended in a failure is a failure. */
function lastWord(reports: readonly DeliveryReport[]): DeliveryReport[] {
  return [...new Map(reports.map((report) => [report.recipient, report])).values()];
}

const icons: Record<DeliveryReport["kind"], LucideIcon> = { hard: MailX, soft: MailX, unknown: MailX, delayed: Clock, delivered: CircleCheck };
const tones: Record<DeliveryReport["kind"], string> = { hard: "text-red", soft: "text-amber", unknown: "text-red", delayed: "text-amber", delivered: "text-green" };

/** On the message that did not arrive: to whom, why, and the way to the mail that says so. */
export function DeliveryFailures({ ticketId, reports, onShow }: { ticketId: string; reports: readonly DeliveryReport[]; onShow: (messageId: string) => void }) {
  if (reports.length === 0) return null;
  return (
    <ul className="divide-y divide-line border-t border-line bg-sunken" aria-label={m.ticket.delivery.failures}>
      {lastWord(reports).map((report) => {
        const Icon = icons[report.kind];
        return (
          <li key={report.recipient} className="flex items-start gap-2.5 px-4 py-2 text-sm md:gap-5 md:ps-6">
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tones[report.kind])} />
            <p className="min-w-0 flex-1 break-words">
              <span className="font-medium">{report.kind === "delayed" ? m.ticket.delivery.delayedTo({ to: report.recipient }) : m.ticket.delivery.notTo({ to: report.recipient })}</span>{" "}
              <span className="text-ink-2">{`${inWords(report)} · ${m.ticket.delivery.kinds[report.kind]}`}</span>
            </p>
            {report.report_ticket_id === ticketId ? (
              <button type="button" onClick={() => onShow(report.report_message_id)} className={cn(LINK, "shrink-0 text-xs")}>
                {m.ticket.delivery.showReport}
              </button>
            ) : report.report_ticket_id !== null ? (
              <Link to="/tickets/$ticketId" params={{ ticketId: report.report_ticket_id }} className={cn(LINK, "shrink-0 text-xs")}>
                {m.ticket.delivery.showReport}
              </Link>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

/** In a bounce or a receipt: what it says of each recipient, before its own text. */
export function DeliveryReports({ reports, onOriginal }: { reports: readonly DeliveryReport[]; onOriginal: (messageId: string) => void }) {
  const [first] = reports;
  if (first === undefined) return null;
  const original = first.original_message_id;
  return (
    <section aria-label={m.ticket.delivery.reports} className="mb-4 rounded-lg border border-line bg-sunken">
      <ul className="divide-y divide-line">
        {reports.map((report) => {
          const Icon = icons[report.kind];
          return (
            <li key={report.recipient} className="flex items-start gap-2.5 px-3 py-2.5">
              <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tones[report.kind])} />
              <div className="min-w-0 flex-1">
                <p className="text-sm font-medium break-words">{report.recipient}</p>
                <p className="text-xs text-ink-2">{report.kind === "delivered" ? m.ticket.delivery.kinds.delivered : `${inWords(report)} · ${m.ticket.delivery.kinds[report.kind]}`}</p>
                {report.diagnostic !== "" ? <p className="mt-1 font-mono text-2xs break-words text-ink-3">{report.diagnostic}</p> : null}
              </div>
            </li>
          );
        })}
      </ul>
      <p className="border-t border-line px-3 py-2 text-xs text-ink-3">
        {original === null ? (
          m.ticket.delivery.originalUnknown
        ) : (
          <button type="button" onClick={() => onOriginal(original)} className={LINK}>
            {m.ticket.delivery.showOriginal}
          </button>
        )}
      </p>
    </section>
  );
}
