import { CirclePause, CirclePlay, Ellipsis, KeyRound, RefreshCw, RotateCcw } from "lucide-react";
import { toast } from "sonner";

import type { SyncAction, SyncAnswer } from "@/api/mailboxes";
import { useConnectMailbox, useSyncAction } from "@/api/mailboxes";
import type { Mailbox } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { m } from "@/i18n/admin";

const PAUSE_MINUTES = 30;
const LONG_PAUSE_MINUTES = 8 * 60;

function said(action: SyncAction, answer: SyncAnswer): string {
  if ("job_id" in answer && answer.job_id === null) return m.mailboxes.alreadyQueued;
  return m.mailboxes.actionDone[action.kind];
}

export function MailboxMenu({ mailbox }: { mailbox: Mailbox }) {
  const sync = useSyncAction(mailbox.id);
  const connect = useConnectMailbox("journal");
  const run = (action: SyncAction) =>
    sync.mutate(action, {
      onSuccess: (answer) => toast(said(action, answer)),
      onError: (error) => toast.error(m.mailboxes.actionFailed, { description: explain(error) }),
    });
  const paused = mailbox.sync.paused_until !== null;
  return (
    <div className="flex items-center gap-1">
      {paused ? (
        <Button size="sm" onClick={() => run({ kind: "resume" })} disabled={sync.isPending}>
          <CirclePlay aria-hidden />
          {m.mailboxes.resume}
        </Button>
      ) : null}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={m.mailboxes.actions({ email: mailbox.email })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-60">
          <DropdownMenuItem onSelect={() => run({ kind: "history" })}>
            <RefreshCw aria-hidden />
            {m.mailboxes.runHistory}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => run({ kind: "backfill" })}>
            <RotateCcw aria-hidden />
            {m.mailboxes.runBackfill}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          {paused ? null : (
            <>
              <DropdownMenuItem onSelect={() => run({ kind: "pause", minutes: PAUSE_MINUTES })}>
                <CirclePause aria-hidden />
                {m.mailboxes.pause}
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => run({ kind: "pause", minutes: LONG_PAUSE_MINUTES })}>
                <CirclePause aria-hidden />
                {m.mailboxes.pauseLong}
              </DropdownMenuItem>
            </>
          )}
          <DropdownMenuItem
            onSelect={() => connect.mutate(mailbox.id, { onError: (error) => toast.error(m.mailboxes.connectFailed, { description: explain(error) }) })}
          >
            <KeyRound aria-hidden />
            {m.mailboxes.reconnect}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  );
}
