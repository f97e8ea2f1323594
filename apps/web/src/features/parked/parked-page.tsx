import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Lock, MailCheck, Paperclip } from "lucide-react";
import { toast } from "sonner";

import { useCorrection } from "@/api/corrections";
import { parkedQuery } from "@/api/parked";
import { useMe } from "@/api/session";
import { MAIL_CLASSES } from "@/api/types";
import type { MailClass, ParkedMail } from "@/api/types";
import { ClassBadge } from "@/components/class-badge";
import { Page } from "@/components/page";
import { PagedList } from "@/components/paged-list";
import { displayName } from "@/components/person";
import { EmptyState, explain } from "@/components/states";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Card } from "@/components/ui/surface";
import { m } from "@/i18n/admin";

const ANY = "any";
const options = [{ value: ANY, label: m.parked.anyKind }, ...MAIL_CLASSES.filter((kind) => kind !== "human").map((kind) => ({ value: kind, label: m.common.classifications[kind] }))];

function OpenTicket({ mail }: { mail: ParkedMail }) {
  const { mutate, isPending } = useCorrection();
  const navigate = useNavigate();
  const open = () =>
    mutate(
      { kind: "created", messageId: mail.message_id },
      {
        onError: (error) => toast.error(m.corrections.failed, { description: explain(error) }),
        onSuccess: (ticket) => {
          toast(m.corrections.fromParkedDone({ code: ticket.ticket_code }));
          void navigate({ to: "/tickets/$ticketId", params: { ticketId: ticket.id } });
        },
      },
    );
  return (
    <Button size="sm" disabled={isPending} onClick={open}>
      {m.corrections.fromParked}
    </Button>
  );
}

function Row({ mail }: { mail: ParkedMail }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2">
          <span className="min-w-0 truncate text-sm font-medium">{displayName(mail.from_name, mail.from_email) || m.common.noSender}</span>
          <ClassBadge kind={mail.classification} reason={mail.classification_reason} headers={mail.classification_headers} />
          {mail.has_attachments ? <Paperclip role="img" aria-label={m.parked.attachments} className="size-3.5 shrink-0 text-ink-3" /> : null}
        </p>
        <p dir="auto" className="truncate text-sm text-ink-2">{mail.subject || m.common.noSubject}</p>
        <p dir="auto" className="truncate text-xs text-ink-3">{mail.snippet}</p>
      </div>
      <div className="flex w-full items-baseline justify-between gap-3 md:w-64 md:flex-col md:items-end md:text-end">
        <Time value={mail.sort_at} className="shrink-0 text-xs text-ink-3 tabular-nums" />
        <p className="min-w-0 flex-1 text-xs text-ink-2 md:flex-none">{mail.reason}</p>
        <OpenTicket mail={mail} />
      </div>
    </li>
  );
}

function Rows({ kind }: { kind: MailClass | undefined }) {
  const query = useInfiniteQuery(parkedQuery(kind));
  const empty = (
    <Card>
      <EmptyState icon={MailCheck} title={m.parked.emptyTitle}>
        {m.parked.emptyBody}
      </EmptyState>
    </Card>
  );
  return (
    <PagedList query={query} skeleton={{ rows: 6, className: "h-16" }} empty={empty}>
      {(items) => (
        <Card>
          <ul aria-label={m.parked.title}>
            {items.map((mail) => (
              <Row key={mail.message_id} mail={mail} />
            ))}
          </ul>
        </Card>
      )}
    </PagedList>
  );
}

/** Mail that became no ticket, and why: nothing is dropped, and whoever works here may look. */
export function ParkedPage() {
  const { kind } = useSearch({ from: "/shell/parked" });
  const navigate = useNavigate();
  if (useMe().role === "viewer") {
    return (
      <Page title={m.parked.title}>
        <Card>
          <EmptyState icon={Lock} title={m.parked.agentsTitle}>
            {m.parked.agentsBody}
          </EmptyState>
        </Card>
      </Page>
    );
  }
  return (
    <Page title={m.parked.title} description={m.parked.description} className="max-w-5xl">
      <title>{`${m.parked.title} · ${m.common.appName}`}</title>
      <div className="mb-3 flex">
        <Select
          label={m.parked.kind}
          value={kind ?? ANY}
          options={options}
          className="min-w-44"
          onChange={(value) => void navigate({ to: "/parked", search: { kind: value === ANY ? undefined : (value as MailClass) } })}
        />
      </div>
      <Rows kind={kind} />
    </Page>
  );
}
