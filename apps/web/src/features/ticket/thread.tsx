import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { olderMessagesQuery } from "@/api/tickets";
import type { Message, TicketDetail } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { EventLines } from "@/features/ticket/event-lines";
import { MessageCard } from "@/features/ticket/message-card";
import { NoteCard } from "@/features/ticket/note-card";
import { buildTimeline, messageAnchor, openAtFirst } from "@/features/ticket/timeline";
import type { Corrections } from "@/features/ticket/use-corrections";
import { m } from "@/i18n";

interface Props {
  detail: TicketDetail;
  onWhy: (message: Message) => void;
  /** Absent for whoever only reads. */
  onMove?: ((message: Message) => void) | undefined;
  corrections?: Corrections | undefined;
}

/** Messages, notes and events in the order they happened. */
export function Thread({ detail, onWhy, onMove, corrections }: Props) {
  const older = useInfiniteQuery(olderMessagesQuery(detail.ticket.id, detail.messages_next_cursor));
  const olderPages = older.data?.pages;
  const items = useMemo(() => {
    const before = (olderPages ?? []).flatMap((page) => page.items);
    const known = new Set(detail.messages.map((message) => message.id));
    return buildTimeline([...before.filter((message) => !known.has(message.id)), ...detail.messages], detail.notes, detail.events);
  }, [detail, olderPages]);
  // What a person has folded or unfolded wins over what was open at first; new mail arrives open.
  const [first] = useState(() => ({ open: openAtFirst(detail.messages), known: new Set(detail.messages.map((one) => one.id)) }));
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isOpen = (id: string) => touched.get(id) ?? (first.open.has(id) || !first.known.has(id));
  const outside = useMemo(
    () => new Set(detail.events.filter((event) => event.kind === "outside_reply").map((event) => event.message_id)),
    [detail.events],
  );
  const show = (id: string) => {
    setTouched((before) => new Map(before).set(id, true));
    // After it has unfolded, or it would be measured folded.
    requestAnimationFrame(() => document.getElementById(messageAnchor(id))?.scrollIntoView({ block: "start" }));
  };
  const hasOlder = olderPages ? older.hasNextPage : detail.messages_next_cursor !== null;
  const loadOlder = () => void (olderPages ? older.fetchNextPage() : older.refetch());
  return (
    <section aria-label={m.ticket.thread} className="space-y-3">
      {hasOlder ? (
        <div className="flex flex-col items-center gap-1">
          <Button size="sm" onClick={loadOlder} disabled={older.isFetching}>
            {older.isFetching ? m.common.loading : m.ticket.older}
          </Button>
          {older.isError ? (
            <p role="alert" className="text-xs text-red">
              {m.ticket.olderFailed} {explain(older.error)}
            </p>
          ) : null}
        </div>
      ) : null}
      {items.map((item) => {
        switch (item.kind) {
          case "message":
            return (
              <MessageCard
                key={item.key}
                message={item.message}
                open={isOpen(item.message.id)}
                outside={outside.has(item.message.id)}
                onToggle={() => setTouched((before) => new Map(before).set(item.message.id, !isOpen(item.message.id)))}
                onWhy={() => onWhy(item.message)}
                onMove={onMove ? () => onMove(item.message) : undefined}
                onSplit={corrections && detail.ticket.message_count > 1 ? () => corrections.split([item.message.id]) : undefined}
                onShow={show}
              />
            );
          case "note":
            return <NoteCard key={item.key} note={item.note} />;
          case "events":
            return <EventLines key={item.key} events={item.events} onUndo={corrections?.undo} />;
        }
      })}
    </section>
  );
}
