import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, FileText, StickyNote } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { draftQuery } from "@/api/drafts";
import { repliesQuery } from "@/api/replies";
import { useMe } from "@/api/session";
import type { ReplyMode } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { noteDraftOf, NoteComposer } from "@/features/ticket/note-composer";
import { leaving } from "@/features/ticket/reply/leaving";
import { MODES } from "@/features/ticket/reply/modes";
import type { Composing } from "@/features/ticket/reply/open-composer";
import { compose, useComposing } from "@/features/ticket/reply/open-composer";
import { Opening } from "@/features/ticket/reply/opening";
import { unsavedOf } from "@/features/ticket/reply/unsaved-letters";
import { takeBack } from "@/features/ticket/reply/undo-toast";
import { m } from "@/i18n";
import { useAfterPaint } from "@/lib/after-paint";
import { cn } from "@/lib/cn";
import { useShortcuts } from "@/lib/shortcuts";
import { undoLatest } from "@/lib/undo";

const words = m.reply;
// The editor weighs more than the rest of the page: it comes when somebody writes.
const ReplyComposer = lazy(() => import("@/features/ticket/reply/reply-composer"));

function useKeys(ticketId: string): void {
  const client = useQueryClient();
  const me = useMe().user.id;
  const replies = useQuery(repliesQuery(ticketId)).data ?? [];
  const undo = () => {
    const mine = leaving(replies, me, Date.now());
    if (mine === undefined) undoLatest();
    else void takeBack(client, ticketId, mine.id);
  };
  const reply = (mode: (typeof MODES)[number]["mode"]) => () => compose(ticketId, { kind: "reply", mode, messageId: null });
  useShortcuts([
    { keys: "r", label: words.keys.reply, group: "ticket", run: reply("reply") },
    { keys: "a", label: words.keys.replyAll, group: "ticket", run: reply("reply_all") },
    { keys: "f", label: words.keys.forward, group: "ticket", run: reply("forward") },
    ...(replies.some(({ state }) => state === "queued") ? [{ keys: "z", label: words.keys.undo, group: "ticket" as const, run: undo }] : []),
  ]);
}

function Bar({ ticketId }: { ticketId: string }) {
  const me = useMe().user.id;
  const kept = useQuery(draftQuery(ticketId)).data;
  const draft = kept ?? unsavedOf(me, ticketId);
  const open = (what: Composing) => () => compose(ticketId, what);
  return (
    <div className="flex items-center gap-1 p-2">
      <button
        type="button"
        onClick={open({ kind: "reply", mode: "reply", messageId: null })}
        className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-control bg-canvas px-3 text-start text-base text-ink-3 hover:border-ink-3"
      >
        {draft ? <FileText aria-hidden className="size-4 shrink-0 text-amber" /> : null}
        <span className="truncate">{draft ? words.continueDraft : words.bar}</span>
      </button>
      {MODES.slice(1).map(({ mode, Icon }) => (
        <Tooltip key={mode} content={words.modes[mode]} keys={mode === "forward" ? "f" : "a"}>
          <Button variant="ghost" size="icon" aria-label={words.modes[mode]} onClick={open({ kind: "reply", mode, messageId: null })}>
            <Icon aria-hidden />
          </Button>
        </Tooltip>
      ))}
      <Button variant="ghost" className="text-note-ink" onClick={open({ kind: "note" })}>
        <StickyNote aria-hidden />
        {words.note}
      </Button>
    </div>
  );
}

function Tabs({ ticketId, open }: { ticketId: string; open: Composing }) {
  const tab = (kind: Composing["kind"], label: string, what: Composing) => (
    <button
      type="button"
      aria-pressed={open.kind === kind}
      onClick={() => compose(ticketId, what)}
      className={cn("h-7 rounded-md px-2.5 text-sm", open.kind === kind ? "bg-selected font-medium text-ink" : "text-ink-3 hover:bg-hover")}
    >
      {label}
    </button>
  );
  return (
    <div className="flex shrink-0 items-center gap-1 border-b border-line px-3 py-1">
      <div role="group" aria-label={words.kind} className="flex flex-1 gap-1">
        {tab("reply", words.modes.reply, { kind: "reply", mode: "reply", messageId: null })}
        {tab("note", words.note, { kind: "note" })}
      </div>
      <Button variant="ghost" size="icon" aria-label={words.collapse} onClick={() => compose(ticketId, null)}>
        <ChevronDown aria-hidden />
      </Button>
    </div>
  );
}

function Note({ ticketId }: { ticketId: string }) {
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <div className="p-3">
      <NoteComposer ticketId={ticketId} input={input} />
    </div>
  );
}

function Reply({ ticketId, mode, messageId }: { ticketId: string; mode: ReplyMode; messageId: string | null }) {
  const [typed, setTyped] = useState("");
  return (
    <Suspense fallback={<Opening ticketId={ticketId} typed={typed} onType={setTyped} />}>
      <ReplyComposer ticketId={ticketId} mode={mode} messageId={messageId} typed={typed} onType={setTyped} />
    </Suspense>
  );
}

/** Where an answer or a note is written: a bar below the conversation, a sheet over it on a phone. */
export function ReplyDock({ ticketId }: { ticketId: string }) {
  const open = useComposing(ticketId);
  const painted = useAfterPaint();
  useKeys(ticketId);
  useEffect(() => {
    // A note that was begun here is still being written.
    if (noteDraftOf(ticketId) !== "") compose(ticketId, { kind: "note" });
    return () => compose(ticketId, null);
  }, [ticketId]);
  return (
    <section
      aria-label={words.region}
      className={cn(
        "flex shrink-0 flex-col border-t border-line-strong bg-raised",
        open?.kind === "reply" && "max-h-[72%] max-md:fixed max-md:inset-0 max-md:z-40 max-md:max-h-none max-md:border-t-0",
      )}
    >
      {open !== null ? <Tabs ticketId={ticketId} open={open} /> : painted ? <Bar ticketId={ticketId} /> : <div className="h-13" />}
      {open?.kind === "note" ? <Note ticketId={ticketId} /> : null}
      {open?.kind === "reply" ? <Reply ticketId={ticketId} mode={open.mode} messageId={open.messageId} /> : null}
    </section>
  );
}
