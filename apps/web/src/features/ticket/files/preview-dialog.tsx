import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { KeyboardEvent } from "react";
import { useRef, useState } from "react";

import { attachmentUrl } from "@/api/tickets";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import type { Looking } from "@/features/ticket/files/open-preview";
import { look } from "@/features/ticket/files/open-preview";
import { PreviewBody } from "@/features/ticket/files/preview-body";
import { m } from "@/i18n";
import { formatBytes } from "@/lib/format";

const words = m.conversation;

/** The files of a message, one at a time: arrow keys go on, Escape leads back to where it was opened. */
export default function PreviewDialog({ looking }: { looking: Looking }) {
  const { ticketId, files, id } = looking;
  const [opener] = useState(() => document.activeElement);
  const shown = useRef<HTMLDivElement>(null);
  const index = Math.max(0, files.findIndex((file) => file.id === id));
  const file = files[index];
  if (!file) return null;
  const name = file.filename || m.ticket.unnamedAttachment;
  const go = (step: number) => {
    const next = files[index + step];
    if (next) look({ ...looking, id: next.id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(step);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : look(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50 dark:bg-black/70" />
        <Dialog.Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          // What is looked at has the focus, so that it is scrolled by keys.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            shown.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener instanceof HTMLElement) opener.focus();
          }}
          className="animate-pop fixed inset-0 z-50 flex flex-col overflow-hidden bg-raised text-ink shadow-pop outline-none md:inset-6 md:rounded-xl md:border md:border-line-strong"
        >
          <header className="flex items-center gap-1 border-b border-line py-2 ps-4 pe-2">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="truncate text-sm font-semibold">{name}</Dialog.Title>
              <p className="truncate text-xs text-ink-3 tabular-nums">{[formatBytes(file.size), files.length > 1 ? words.fileOf({ number: index + 1, count: files.length }) : ""].filter(Boolean).join(" · ")}</p>
            </div>
            {files.length > 1 ? (
              <>
                <Tooltip content={words.previousFile} keys="arrowleft">
                  <Button variant="ghost" size="icon" aria-label={words.previousFile} aria-disabled={index === 0} onClick={() => go(-1)}>
                    <ChevronLeft aria-hidden />
                  </Button>
                </Tooltip>
                <Tooltip content={words.nextFile} keys="arrowright">
                  <Button variant="ghost" size="icon" aria-label={words.nextFile} aria-disabled={index === files.length - 1} onClick={() => go(1)}>
                    <ChevronRight aria-hidden />
                  </Button>
                </Tooltip>
              </>
            ) : null}
            <Button asChild variant="ghost" size="icon">
              <a href={attachmentUrl(ticketId, file.id)} download={file.filename || true} aria-label={m.ticket.download({ name })} title={m.ticket.download({ name })}>
                <Download aria-hidden />
              </a>
            </Button>
            <Dialog.Close asChild>
              <Button variant="ghost" size="icon" aria-label={m.common.close}>
                <X aria-hidden />
              </Button>
            </Dialog.Close>
          </header>
          <div ref={shown} tabIndex={0} aria-label={name} role="region" className="min-h-0 flex-1 overflow-auto bg-sunken outline-none scroll-thin focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]">
            <PreviewBody key={file.id} ticketId={ticketId} id={file.id} name={name} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
