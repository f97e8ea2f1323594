import { useQueryClient } from "@tanstack/react-query";
import { CheckCheck, CircleAlert, Clock, MailX, SendHorizontal } from "lucide-react";
import { toast } from "sonner";

import { useReplyAction } from "@/api/replies";
import type { Reply, ReplyState as State } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/surface";
import { takeBack, useSecondsUntil } from "@/features/ticket/reply/undo-toast";
import { m } from "@/i18n";
import { formatDateTime, formatList } from "@/lib/format";

const words = m.reply.card;
const looks = {
  queued: { tone: "blue", Icon: Clock },
  sending: { tone: "blue", Icon: SendHorizontal },
  sent: { tone: "accent", Icon: SendHorizontal },
  observed: { tone: "green", Icon: CheckCheck },
  failed: { tone: "red", Icon: CircleAlert },
  cancelled: { tone: "neutral", Icon: Clock },
} as const satisfies Record<State, unknown>;

/** The recipients that it came back from: for good, if from any. */
function bouncedFrom(reply: Reply): { kind: "hard" | "soft"; emails: string[] } | null {
  const back = reply.deliveries.filter(({ kind }) => kind === "hard" || kind === "soft" || kind === "unknown");
  if (back.length === 0) return null;
  return { kind: back.every(({ kind }) => kind === "soft") ? "soft" : "hard", emails: back.map(({ recipient }) => recipient) };
}

/** What became of a mail that was written here. */
export function ReplyBadge({ reply }: { reply: Reply }) {
  const back = bouncedFrom(reply);
  if (back !== null) {
    return (
      <Badge tone={back.kind === "hard" ? "red" : "amber"} title={words.bouncedAt({ emails: formatList(back.emails) })} className="shrink-0">
        <MailX aria-hidden />
        {words.bounced[back.kind]}
      </Badge>
    );
  }
  const { tone, Icon } = looks[reply.state];
  const hint = reply.state === "sending" || reply.state === "sent" || reply.state === "observed" ? words.hints[reply.state] : undefined;
  return (
    <Badge tone={tone} title={hint} className="shrink-0">
      <Icon aria-hidden />
      {reply.state === "queued" ? <Leaves at={reply.send_at} /> : words.states[reply.state]}
    </Badge>
  );
}

function Leaves({ at }: { at: string }) {
  const seconds = useSecondsUntil(at);
  if (seconds === 0) return words.states.queued;
  return <span className="tabular-nums">{seconds < 100 ? words.leavesSoon({ seconds }) : words.leaves({ when: formatDateTime(at) })}</span>;
}

/** Why it waits or failed, in words, and what can be done. */
function Reason({ reply }: { reply: Reply }) {
  const said = reply.failure ?? (reply.waiting?.code === "send_at" ? null : reply.waiting);
  // What waits for that very reason says so itself.
  const isOpen = reply.state === "queued" && reply.may_have_left && said?.code !== "sent_again";
  if (!said && !isOpen) return null;
  return (
    <div role={reply.failure ? "alert" : "status"} className="flex items-start gap-2 border-t border-line px-4 py-2 text-sm">
      <CircleAlert aria-hidden className={reply.failure ? "mt-0.5 size-4 shrink-0 text-red" : "mt-0.5 size-4 shrink-0 text-amber"} />
      <p className="min-w-0 wrap-anywhere">
        {said?.detail ? <span className="font-medium">{said.detail} </span> : null}
        {said ? <span className="text-ink-2">{said.action}</span> : null}
        {isOpen ? <span className="text-ink-2"> {words.mayHaveLeft}</span> : null}
        {said && reply.waiting_until && !reply.failure ? <span className="text-ink-3">{` ${words.waitsUntil({ when: formatDateTime(reply.waiting_until) })}.`}</span> : null}
        {said ? <code className="ms-2 font-mono text-2xs text-ink-3">{said.code}</code> : null}
      </p>
    </div>
  );
}

function Actions({ reply }: { reply: Reply }) {
  const client = useQueryClient();
  const waits = useSecondsUntil(reply.send_at) > 0 && reply.state === "queued";
  const act = useReplyAction(reply.ticket_id);
  const run = (action: "retry" | "send-now") =>
    act.mutate({ replyId: reply.id, action }, { onError: (error) => toast.error(words.actionFailed, { description: explain(error) }) });
  if (!reply.can_cancel && !reply.can_retry) return null;
  return (
    <div className="flex flex-wrap gap-2 px-4 pb-3">
      {reply.can_retry ? (
        <Button size="sm" variant="primary" disabled={act.isPending} onClick={() => run("retry")}>
          {words.retry}
        </Button>
      ) : null}
      {reply.can_cancel ? (
        <Button size="sm" disabled={act.isPending} onClick={() => void takeBack(client, reply.ticket_id, reply.id)}>
          {reply.state === "failed" ? words.edit : words.cancel}
        </Button>
      ) : null}
      {waits ? (
        <Button size="sm" variant="ghost" disabled={act.isPending} onClick={() => run("send-now")}>
          {words.sendNow}
        </Button>
      ) : null}
    </div>
  );
}

/** A mail of ours that is not in the conversation yet: it waits, is on its way, or failed. */
export function ReplyCard({ reply, canWrite }: { reply: Reply; canWrite: boolean }) {
  const to = formatList([...reply.to_emails, ...reply.cc_emails, ...reply.bcc_emails]);
  return (
    <article aria-label={words.label({ state: words.states[reply.state] })} className="overflow-hidden rounded-xl border border-dashed border-line-strong border-s-[3px] border-s-accent/60 bg-raised">
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-3 pb-1 text-sm">
        <span className="font-semibold">{reply.kind === "acknowledgement" ? words.byNobody : (reply.author?.name ?? m.common.unknown)}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-ink-3" title={to}>
          {words.to({ to })}
        </span>
        <ReplyBadge reply={reply} />
      </header>
      <p dir="auto" className="line-clamp-6 px-4 pb-3 text-base whitespace-pre-wrap wrap-anywhere md:ps-4">{reply.body_text}</p>
      {reply.set_status !== null && reply.state !== "observed" ? <p className="px-4 pb-2 text-xs text-ink-3">{words.setsStatus({ status: m.common.statuses[reply.set_status] })}</p> : null}
      <Reason reply={reply} />
      {canWrite ? <Actions reply={reply} /> : null}
    </article>
  );
}
