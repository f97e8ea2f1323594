import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CirclePause, KeyRound, ShieldCheck } from "lucide-react";

import { connectivityQuery } from "@/api/mailboxes";
import type { Connectivity, Mailbox } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Badge, Card } from "@/components/ui/surface";
import { ConnectButton } from "@/features/mailboxes/connect-button";
import { MailboxMenu } from "@/features/mailboxes/mailbox-menu";
import { Problem } from "@/features/mailboxes/problem";
import { SendingAddresses } from "@/features/mailboxes/sending-addresses";
import { SyncProgress } from "@/features/mailboxes/sync-progress";
import { m } from "@/i18n/admin";
import { formatDateTime } from "@/lib/format";

const looks = {
  connected: { tone: "green", Icon: CircleCheck },
  paused: { tone: "amber", Icon: CirclePause },
  needs_reauth: { tone: "red", Icon: KeyRound },
  error: { tone: "red", Icon: CircleAlert },
} as const;

function ConnectivityResult({ result }: { result: Connectivity }) {
  if (result.status !== "ok") return result.error ? <Problem error={result.error} /> : <Problem error={null} />;
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-green">
      <CircleCheck aria-hidden className="size-4 shrink-0" />
      {result.profile_email ? m.mailboxes.connectivity.ok({ email: result.profile_email }) : m.mailboxes.connectivity.okPlain}
      <span className="text-ink-3">{m.mailboxes.connectivity.scopes({ count: result.scopes.length })}</span>
    </p>
  );
}

/** Asks Google now, and says what to do when the answer is no. */
function ConnectionCheck({ mailboxId }: { mailboxId: string }) {
  const check = useQuery({ ...connectivityQuery(mailboxId), enabled: false });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3">
      <Button size="sm" onClick={() => void check.refetch()} disabled={check.isFetching}>
        <ShieldCheck aria-hidden />
        {check.isFetching ? m.mailboxes.checking : m.mailboxes.checkConnection}
      </Button>
      {check.isError ? (
        <p role="alert" className="text-sm text-red">
          {m.mailboxes.connectivity.failed} {explain(check.error)}
        </p>
      ) : check.data && !check.isFetching ? (
        <ConnectivityResult result={check.data} />
      ) : null}
    </div>
  );
}

/** What there is to say of a mailbox of its kind. */
function Body({ mailbox, admin }: { mailbox: Mailbox; admin: boolean }) {
  switch (mailbox.kind) {
    case "journal":
      return <SyncProgress mailbox={mailbox} admin={admin} />;
    case "sending":
      return <SendingAddresses mailboxId={mailbox.id} />;
    case "archive":
      return <p className="px-5 py-4 text-sm text-ink-3">{m.mailboxes.archiveBody}</p>;
  }
}

export function MailboxCard({ mailbox, admin }: { mailbox: Mailbox; admin: boolean }) {
  const { tone, Icon } = looks[mailbox.status];
  // An archive holds imported mail: no account at Google stands behind it.
  const synced = mailbox.kind !== "archive";
  const kind = mailbox.kind === "sending" ? "sending" : "journal";
  const needsSignIn = mailbox.status === "needs_reauth";
  return (
    <Card aria-label={mailbox.email} className="overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold">{mailbox.email}</h2>
          <p className="text-xs text-ink-3">
            {m.mailboxes.kinds[mailbox.kind]}
            {` · ${m.mailboxes.connectedSince({ date: formatDateTime(mailbox.connected_at) })}`}
          </p>
        </div>
        <Badge tone={tone} className="h-6 px-2 text-xs">
          <Icon aria-hidden />
          {m.mailboxes.status[mailbox.status]}
        </Badge>
        {admin && synced && kind === "journal" ? <MailboxMenu mailbox={mailbox} /> : null}
      </header>
      {mailbox.error ? (
        <div className="px-5 pt-3">
          <Problem error={mailbox.error}>{admin && needsSignIn ? <ConnectButton label={m.mailboxes.reconnect} icon={KeyRound} primary kind={kind} mailboxId={mailbox.id} /> : null}</Problem>
        </div>
      ) : null}
      <Body mailbox={mailbox} admin={admin} />
      {admin && synced ? <ConnectionCheck mailboxId={mailbox.id} /> : null}
    </Card>
  );
}
