import { useQuery } from "@tanstack/react-query";
import { Mail, MailPlus, SendHorizontal } from "lucide-react";

import { useChanges } from "@/api/events";
import { mailboxesQuery } from "@/api/mailboxes";
import { useMe } from "@/api/session";
import { Page } from "@/components/page";
import { EmptyState, ErrorState, LoadingNote } from "@/components/states";
import { Card, Skeleton } from "@/components/ui/surface";
import { ConnectButton } from "@/features/mailboxes/connect-button";
import { MailboxCard } from "@/features/mailboxes/mailbox-card";
import { m } from "@/i18n/admin";

function Steps() {
  const steps = [m.mailboxes.steps.one, m.mailboxes.steps.two, m.mailboxes.steps.three];
  return (
    <ol className="grid border-t border-line text-start sm:grid-cols-3">
      {steps.map((step, index) => (
        <li key={step} className="flex gap-3 border-line p-4 text-sm text-ink-2 not-first:border-t sm:not-first:border-t-0 sm:not-first:border-s">
          <span aria-hidden className="flex size-5.5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent tabular-nums">
            {index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}

function Content({ admin }: { admin: boolean }) {
  const mailboxes = useQuery(mailboxesQuery);
  useChanges("mailbox", () => void mailboxes.refetch());
  if (mailboxes.isPending) {
    return (
      <div className="space-y-4">
        <LoadingNote />
        <Skeleton className="h-52 rounded-xl" />
        <Skeleton className="h-52 rounded-xl" />
      </div>
    );
  }
  if (mailboxes.data === undefined) return <ErrorState error={mailboxes.error} onRetry={() => void mailboxes.refetch()} />;
  if (mailboxes.data.length === 0) {
    return (
      <Card className="overflow-hidden">
        <EmptyState icon={MailPlus} title={m.mailboxes.emptyTitle} action={admin ? <ConnectButton primary /> : null}>
          {admin ? m.mailboxes.emptyBody : m.mailboxes.adminOnly}
        </EmptyState>
        <Steps />
      </Card>
    );
  }
  return (
    <ul className="space-y-4">
      {mailboxes.data.map((mailbox) => (
        <li key={mailbox.id}>
          <MailboxCard mailbox={mailbox} admin={admin} />
        </li>
      ))}
    </ul>
  );
}

export function MailboxesPage() {
  const admin = useMe().role === "admin";
  const some = (useQuery(mailboxesQuery).data?.length ?? 0) > 0;
  return (
    <Page title={m.mailboxes.title} description={m.mailboxes.description} actions={
        admin && some ? (
          <>
            <ConnectButton icon={SendHorizontal} kind="sending" label={m.mailboxes.connectSending} />
            <ConnectButton icon={Mail} />
          </>
        ) : null
      }>
      <title>{`${m.mailboxes.title} · ${m.common.appName}`}</title>
      <Content admin={admin} />
    </Page>
  );
}
