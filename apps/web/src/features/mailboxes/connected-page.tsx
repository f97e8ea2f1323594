import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { CircleCheck, MailQuestion, MailX } from "lucide-react";

import { useChanges } from "@/api/events";
import { mailboxesQuery } from "@/api/mailboxes";
import { useMe } from "@/api/session";
import { Page } from "@/components/page";
import { EmptyState, ErrorState, LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Card, Skeleton } from "@/components/ui/surface";
import { ConnectButton } from "@/features/mailboxes/connect-button";
import { MailboxCard } from "@/features/mailboxes/mailbox-card";
import { oauthErrorText } from "@/features/mailboxes/oauth-errors";
import { m } from "@/i18n/admin";

const words = m.mailboxes.connected;

function AllMailboxes() {
  return (
    <Button asChild>
      <Link to="/mailboxes">{words.allMailboxes}</Link>
    </Button>
  );
}

function Failed({ code }: { code: string }) {
  const { what, fix } = oauthErrorText(code);
  return (
    <Card role="alert">
      <EmptyState
        icon={MailX}
        title={what}
        action={
          <>
            <ConnectButton label={words.tryAgain} primary />
            <AllMailboxes />
          </>
        }
      >
        <p>{fix}</p>
        <code className="mt-3 inline-block rounded bg-hover px-1.5 py-0.5 font-mono text-2xs break-all">{code}</code>
      </EmptyState>
    </Card>
  );
}

function Succeeded({ mailboxId }: { mailboxId: string }) {
  const admin = useMe().role === "admin";
  const mailboxes = useQuery(mailboxesQuery);
  useChanges("mailbox", () => void mailboxes.refetch());
  const mailbox = mailboxes.data?.find((one) => one.id === mailboxId);
  return (
    <div className="space-y-4">
      <Card className="flex flex-wrap items-center gap-4 p-5">
        <CircleCheck aria-hidden className="size-8 shrink-0 text-green" strokeWidth={1.75} />
        <p className="min-w-52 flex-1 text-sm text-ink-2">{words.body}</p>
        <div className="flex gap-2">
          <AllMailboxes />
          <Button asChild variant="primary">
            <Link to="/inbox">{words.openInbox}</Link>
          </Button>
        </div>
      </Card>
      {mailboxes.isPending ? (
        <>
          <LoadingNote />
          <Skeleton className="h-52 rounded-xl" />
        </>
      ) : mailboxes.data === undefined ? (
        <ErrorState error={mailboxes.error} onRetry={() => void mailboxes.refetch()} />
      ) : mailbox ? (
        <MailboxCard mailbox={mailbox} admin={admin} />
      ) : null}
    </div>
  );
}

/** Where Google's consent page ends: which mailbox was connected, or why none was. */
export function ConnectedPage() {
  const { mailbox_id: mailboxId, error } = useSearch({ from: "/shell/mailboxes/connected" });
  const title = error !== undefined ? words.errorTitle : mailboxId !== undefined ? words.title : m.mailboxes.title;
  return (
    <Page title={title}>
      <title>{`${title} · ${m.common.appName}`}</title>
      {error !== undefined ? (
        <Failed code={error} />
      ) : mailboxId !== undefined ? (
        <Succeeded mailboxId={mailboxId} />
      ) : (
        <Card>
          <EmptyState icon={MailQuestion} title={words.noResultTitle} action={<AllMailboxes />}>
            {words.noResultBody}
          </EmptyState>
        </Card>
      )}
    </Page>
  );
}
