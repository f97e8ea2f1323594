import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";

import { draftQuery, saveDraft } from "@/api/drafts";
import { actOnReply, refreshReplies } from "@/api/replies";
import type { DraftIn, ReplyAccepted } from "@/api/types";
import { explain } from "@/components/states";
import { COUNTDOWN_MS } from "@/features/ticket/reply/leaving";
import { compose } from "@/features/ticket/reply/open-composer";
import { m } from "@/i18n";
import { formatDateTime } from "@/lib/format";
import { offerUndo } from "@/lib/undo";

const words = m.reply.undo;
const SHOWN_MS = 10_000;
const AFTER_MS = 1_200;

/** The whole seconds until `until`, counting down. */
export function useSecondsUntil(until: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  });
  return seconds;
}

function Leaving({ until }: { until: string }) {
  const seconds = useSecondsUntil(until);
  return <span className="tabular-nums">{seconds > 0 ? words.leaving({ seconds }) : words.left}</span>;
}

export interface Sent {
  ticketId: string;
  accepted: ReplyAccepted;
  /** What the composer held: it is opened with exactly this again. */
  draft: DraftIn;
}

const undoable = new Map<string, Sent>();

/** Takes a reply back and opens the composer with it, as it was where this browser wrote it. `show` leads to the ticket from another page. */
export async function takeBack(client: QueryClient, ticketId: string, replyId: string, show?: () => Promise<void>): Promise<void> {
  const sent = undoable.get(replyId);
  try {
    const reply = await actOnReply(ticketId, replyId, "cancel");
    undoable.delete(replyId);
    toast.dismiss(replyId);
    const draft = await client.query({ ...draftQuery(ticketId), staleTime: 0 });
    // Older than the taking back: another one was begun meanwhile, and the server has put this one below it.
    const isAlone = draft === null || Date.parse(draft.created_at) >= Date.parse(reply.updated_at);
    if (sent && isAlone) client.setQueryData(draftQuery(ticketId).queryKey, await saveDraft(ticketId, sent.draft));
    const mode = reply.kind === "acknowledgement" ? "reply" : reply.kind;
    // First there: a page that is still being left folds the composer as it goes.
    await show?.();
    compose(ticketId, { kind: "reply", mode, messageId: reply.in_reply_to_message_id });
    toast(words.back);
  } catch (error) {
    toast.error(words.failed, { description: explain(error) });
  }
  await refreshReplies(client, ticketId);
}

/** Says that it leaves and when, and offers to take it back from whatever page the person goes to. */
export function offerTakingBack(client: QueryClient, sent: Sent, show: () => Promise<void>): void {
  const { accepted, ticketId } = sent;
  const id = accepted.message_id;
  const wait = Date.parse(accepted.cancellable_until) - Date.now();
  undoable.set(id, sent);
  const counted = wait < COUNTDOWN_MS;
  const said = counted ? <Leaving until={accepted.send_at} /> : words.scheduled({ when: formatDateTime(accepted.send_at) });
  const duration = counted ? Math.max(0, wait) + AFTER_MS : SHOWN_MS;
  if (wait > 0) offerUndo(said, () => void takeBack(client, ticketId, id, show), { id, duration, label: words.undo });
  else toast(said, { id, duration });
}
