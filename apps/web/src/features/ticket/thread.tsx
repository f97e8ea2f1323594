import type { RefObject } from "react";
import { Fragment, useMemo, useRef, useState } from "react";

import type { Message, Reply, TicketDetail } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { EventLines } from "@/features/ticket/event-lines";
import type { Wait } from "@/features/ticket/mail-frame";
import { MessageCard } from "@/features/ticket/message-card";
import { NoteCard } from "@/features/ticket/note-card";
import { compose } from "@/features/ticket/reply/open-composer";
import { ReplyCard } from "@/features/ticket/reply/reply-card";
import { useReplies } from "@/features/ticket/reply/use-replies";
import { ThreadJump } from "@/features/ticket/thread-jump";
import { buildTimeline, landingOf, messageAnchor, openAtFirst, within } from "@/features/ticket/timeline";
import type { Corrections } from "@/features/ticket/use-corrections";
import type { ThreadEnd, ThreadPages } from "@/features/ticket/use-thread-pages";
import { useThreadPages } from "@/features/ticket/use-thread-pages";
import { useThreadJumps } from "@/features/ticket/use-thread-jumps";
import { useKeepPlace, useNearEdge, useOpenAt } from "@/features/ticket/use-thread-scroll";
import { m } from "@/i18n";

interface Props {
  detail: TicketDetail;
  canWrite: boolean;
  onWhy: (message: Message) => void;
  /** Absent for whoever only reads. */
  onMove?: ((message: Message) => void) | undefined;
  corrections?: Corrections | undefined;
}

/** The edge beyond which more is to be loaded: by itself when it comes near, by its button anyhow. */
function Edge({ pages, label, edge }: { pages: ThreadPages; label: string; edge: RefObject<HTMLDivElement | null> }) {
  if (!pages.hasMore) return null;
  return (
    <div ref={edge} className="flex h-14 flex-col items-center justify-center gap-1 [overflow-anchor:none]">
      <Button size="sm" onClick={pages.loadMore} disabled={pages.isLoading}>
        {pages.isLoading ? m.common.loading : label}
      </Button>
      {pages.error ? (
        <p role="alert" className="text-xs text-red">
          {m.ticket.olderFailed} {explain(pages.error)}
        </p>
      ) : null}
    </div>
  );
}

/** Where the reader stopped when they looked last. */
function NewSince() {
  return (
    <p className="flex items-center gap-3 text-xs font-medium text-accent before:h-px before:flex-1 before:bg-accent after:h-px after:flex-1 after:bg-accent">
      {m.conversation.newSince}
    </p>
  );
}

/** The mail that the ticket opens at comes with it, and what stands above; what stands below is out of sight or read later. */
function waitOf(message: Message, { landing, open }: { landing: Message | undefined; open: ReadonlySet<string> }): Wait {
  if (landing === undefined || !open.has(message.id) || Date.parse(message.sort_at) < Date.parse(landing.sort_at)) return "never";
  return message.id === landing.id ? "when large" : "always";
}

/** Messages, notes and events in the order they happened. */
export function Thread({ detail, canWrite, onWhy, onMove, corrections }: Props) {
  const replies = useReplies(detail.ticket.id);
  const replyOf = useMemo(() => new Map<string | null, Reply>(replies.map((reply) => [reply.message_id, reply])), [replies]);
  const [end, setEnd] = useState<ThreadEnd>("newest");
  const [long] = useState(detail.messages_next_cursor !== null);
  const pages = useThreadPages(detail, end);
  const { messages, hasMore } = pages;
  const items = useMemo(() => {
    const [from, until] = [end === "newest" && hasMore ? messages[0] : undefined, end === "first" && hasMore ? messages.at(-1) : undefined];
    const shown = within(from?.sort_at, until?.sort_at);
    return end === "first" && messages.length === 0 ? [] : buildTimeline(messages, detail.notes.filter(shown), detail.events.filter(shown), end === "newest" ? replies : []);
  }, [detail.events, detail.notes, end, hasMore, messages, replies]);
  // What a person has folded or unfolded wins over what was open at first; new mail arrives open.
  const [first] = useState(() => ({
    landing: landingOf(detail.messages, long, detail.first_unread_message_id),
    open: openAtFirst(detail.messages, long, detail.first_unread_message_id),
    newest: detail.messages.at(-1)?.sort_at ?? "",
    known: new Set(detail.messages.map((one) => one.id)),
  }));
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isNew = (message: Message) => !first.known.has(message.id) && Date.parse(message.sort_at) >= Date.parse(first.newest);
  const isOpen = (message: Message) => touched.get(message.id) ?? (first.open.has(message.id) || isNew(message) || (end === "first" && message === messages[0]));
  const outside = useMemo(
    () => new Set(detail.events.filter((event) => event.kind === "outside_reply").map((event) => event.message_id)),
    [detail.events],
  );
  const show = (id: string) => {
    setTouched((before) => new Map(before).set(id, true));
    // After it has unfolded, or it would be measured folded.
    requestAnimationFrame(() => document.getElementById(messageAnchor(id))?.scrollIntoView({ block: "start" }));
  };
  const list = useRef<HTMLDivElement>(null);
  const edge = useRef<HTMLDivElement>(null);
  const jumps = useThreadJumps({ detail, pages, end, setEnd, list, show });
  useOpenAt(list, end, long, jumps.unreadId);
  useKeepPlace(list, end === "newest" ? items[0]?.key : undefined);
  useNearEdge(edge, long && hasMore && !pages.isLoading && !pages.error ? pages.loadMore : null, messages.length);
  return (
    <section aria-label={m.ticket.thread} className="space-y-3">
      {long ? <ThreadJump count={detail.ticket.message_count} end={end} onFirst={() => setEnd("first")} onNewest={jumps.toNewest} onUnread={jumps.unreadId === null ? undefined : jumps.toUnread} /> : null}
      {end === "newest" ? <Edge pages={pages} label={m.ticket.older} edge={edge} /> : null}
      <div ref={list} className="space-y-3">
        {items.map((item) => {
          switch (item.kind) {
            case "message":
              return (
                <Fragment key={item.key}>
                  {item.message.id === jumps.unreadId ? <NewSince /> : null}
                  <MessageCard
                    message={item.message}
                    reply={replyOf.get(item.message.id)}
                    open={isOpen(item.message)}
                    wait={touched.has(item.message.id) ? "never" : waitOf(item.message, first)}
                    outside={outside.has(item.message.id)}
                    onToggle={() => setTouched((before) => new Map(before).set(item.message.id, !isOpen(item.message)))}
                    onWhy={() => onWhy(item.message)}
                    onReply={onMove ? (mode) => compose(detail.ticket.id, { kind: "reply", mode, messageId: item.message.id }) : undefined}
                    onMove={onMove ? () => onMove(item.message) : undefined}
                    onSplit={corrections && detail.ticket.message_count > 1 ? () => corrections.split([item.message.id]) : undefined}
                    onShow={show}
                  />
                </Fragment>
              );
            case "reply":
              return <ReplyCard key={item.key} reply={item.reply} canWrite={canWrite} />;
            case "note":
              return <NoteCard key={item.key} note={item.note} />;
            case "events":
              return <EventLines key={item.key} events={item.events} onUndo={corrections?.undo} />;
          }
        })}
      </div>
      {end === "first" ? <Edge pages={pages} label={m.ticket.newer} edge={edge} /> : null}
    </section>
  );
}
