import { Download, Eye, File, FileArchive, FileImage, FileSpreadsheet, FileText, TriangleAlert } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { attachmentUrl } from "@/api/tickets";
import type { Attachment } from "@/api/types";
import { look } from "@/features/ticket/files/open-preview";
import { isPreviewable } from "@/features/ticket/files/previewable";
import { isRisky } from "@/features/ticket/risky-file";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/format";

function iconFor(type: string): LucideIcon {
  if (type.startsWith("image/")) return FileImage;
  if (/zip|tar|gzip|rar|7z/.test(type)) return FileArchive;
  if (/sheet|excel|csv/.test(type)) return FileSpreadsheet;
  if (/^text\/|pdf|word|document|rtf/.test(type)) return FileText;
  return File;
}

const chip = "group flex h-11 max-w-64 min-w-0 items-center gap-2.5 ps-2.5 text-start transition-colors hover:bg-hover";

function Words({ file, name, risky }: { file: Attachment; name: string; risky: boolean }) {
  return (
    <span className="min-w-0 leading-4">
      <span className="block truncate text-xs font-medium">{name}</span>
      <span className="block truncate text-2xs text-ink-3">
        {formatBytes(file.size)}
        {risky ? <span className="font-medium text-amber">{` · ${m.ticket.riskyFile}`}</span> : null}
      </span>
    </span>
  );
}

/** Files of a message: those that can be shown open a preview, the others are saved. Inline images are part of the text
 * and only listed when the text cannot show them. */
export function AttachmentList({ ticketId, attachments }: { ticketId: string; attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={m.ticket.attachments({ count: attachments.length })} className="mt-3 flex flex-wrap gap-2">
      {attachments.map((file) => {
        const risky = isRisky(file.filename);
        const Icon = risky ? TriangleAlert : iconFor(file.content_type);
        const name = file.filename || m.ticket.unnamedAttachment;
        const save = { href: attachmentUrl(ticketId, file.id), download: file.filename || true, "aria-label": risky ? m.ticket.downloadRisky({ name }) : m.ticket.download({ name }) };
        return (
          <li key={file.id} className="flex max-w-full overflow-hidden rounded-lg border border-line-strong bg-canvas">
            {isPreviewable(file) ? (
              <>
                <button type="button" aria-label={m.conversation.lookAt({ name })} onClick={() => look({ ticketId, files: attachments, id: file.id })} className={cn(chip, "pe-2")}>
                  <Icon aria-hidden className="size-4.5 shrink-0 text-ink-3 group-hover:hidden" strokeWidth={1.75} />
                  <Eye aria-hidden className="hidden size-4.5 shrink-0 text-accent group-hover:block" strokeWidth={1.75} />
                  <Words file={file} name={name} risky={risky} />
                </button>
                <a {...save} title={save["aria-label"]} className="flex w-9 shrink-0 items-center justify-center border-s border-line text-ink-3 transition-colors hover:bg-hover hover:text-accent">
                  <Download aria-hidden className="size-4" strokeWidth={1.75} />
                </a>
              </>
            ) : (
              <a {...save} title={risky ? m.ticket.riskyFileHint : undefined} className={cn(chip, "pe-3")}>
                <Icon aria-hidden className={cn("size-4.5 shrink-0 group-hover:hidden", risky ? "text-amber" : "text-ink-3")} strokeWidth={1.75} />
                <Download aria-hidden className="hidden size-4.5 shrink-0 text-accent group-hover:block" strokeWidth={1.75} />
                <Words file={file} name={name} risky={risky} />
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
