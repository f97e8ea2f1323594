import { StickyNote } from "lucide-react";
import type { RefObject } from "react";
import { useState } from "react";

import { useMembers } from "@/api/organization";
import { useAddNote } from "@/api/ticket-changes";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { MentionList, optionId } from "@/features/ticket/mention-list";
import { mentionedIn } from "@/features/ticket/mentions";
import { useMentions } from "@/features/ticket/use-mentions";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";

/** A draft survives leaving the page, a crash and a failed save: words are never lost. */
function draftKey(ticketId: string): string {
  return `oss.note.${ticketId}`;
}

/** A note that was begun in this browser and not added yet. */
export function noteDraftOf(ticketId: string): string {
  return localStorage.getItem(draftKey(ticketId)) ?? "";
}

export function NoteComposer({ ticketId, input }: { ticketId: string; input: RefObject<HTMLTextAreaElement | null> }) {
  const [text, setText] = useState(() => noteDraftOf(ticketId));
  const addNote = useAddNote(ticketId);
  const members = useMembers();
  const change = (next: string) => {
    setText(next);
    if (next === "") localStorage.removeItem(draftKey(ticketId));
    else localStorage.setItem(draftKey(ticketId), next);
  };
  const mentions = useMentions(input, text, change);
  const listed = mentions.found.length > 0;
  const submit = () => {
    const markdown = text.trim();
    if (markdown === "" || addNote.isPending) return;
    addNote.mutate({ markdown, mentioned: mentionedIn(markdown, members) }, { onSuccess: () => change("") });
  };
  return (
    <form
      aria-label={m.ticket.note.title}
      className="relative rounded-xl border border-note-line bg-note focus-within:border-note-ink/60"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        dir="auto"
        ref={input}
        aria-label={m.ticket.note.label}
        placeholder={m.ticket.note.placeholder}
        value={text}
        rows={text === "" ? 1 : Math.min(12, text.split("\n").length + 1)}
        aria-autocomplete="list"
        aria-controls={listed ? mentions.id : undefined}
        aria-activedescendant={listed ? optionId(mentions.id, mentions.active) : undefined}
        onChange={(event) => {
          change(event.target.value);
          mentions.look(event.target);
        }}
        onClick={(event) => mentions.look(event.currentTarget)}
        onBlur={mentions.close}
        onKeyDown={(event) => {
          if (mentions.onKey(event)) return;
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit();
          }
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className="block w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base outline-none placeholder:text-note-ink"
      />
      {listed ? <MentionList id={mentions.id} members={mentions.found} active={mentions.active} onChoose={mentions.choose} /> : null}
      {addNote.isError ? (
        <p role="alert" className="px-4 text-xs text-red">
          {m.ticket.note.failed} {explain(addNote.error)}
        </p>
      ) : null}
      <div className="flex items-center gap-2 px-3 pt-1 pb-2 text-xs text-note-ink">
        <StickyNote aria-hidden className="ms-1 size-3.5" />
        <span className="flex-1 truncate">{m.ticket.note.internal}</span>
        <span className={cn("hidden items-center gap-1 md:flex", text === "" && "invisible")}>
          <Kbd keys="mod+enter" /> {m.ticket.note.hint}
        </span>
        <Button type="submit" variant="primary" size="sm" disabled={text.trim() === "" || addNote.isPending}>
          {addNote.isPending ? m.ticket.note.submitting : m.ticket.note.submit}
        </Button>
      </div>
    </form>
  );
}
