import { StickyNote } from "lucide-react";

import type { Note } from "@/api/types";
import { Time } from "@/components/time";
import { m } from "@/i18n";

/** A colleague's note. `body_html` is rendered and sanitised by the server from the Markdown. */
export function NoteCard({ note }: { note: Note }) {
  const author = note.author?.name || m.common.unknown;
  return (
    <article aria-label={m.ticket.note.title} className="rounded-xl border border-note-line bg-note px-4 py-3">
      <header className="mb-1 flex items-center gap-2 text-xs text-note-ink">
        <StickyNote aria-hidden className="size-3.5" />
        <span className="font-semibold">{author}</span>
        <span>{m.ticket.note.wrote}</span>
        <span className="flex-1" />
        <Time value={note.created_at} as="exact" className="tabular-nums" />
      </header>
      <div dir="auto" className="prose-note ps-5.5 text-base" dangerouslySetInnerHTML={{ __html: note.body_html }} />
    </article>
  );
}
