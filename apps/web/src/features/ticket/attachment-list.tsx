import { Download, File, FileArchive, FileImage, FileSpreadsheet, FileText } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { attachmentUrl } from "@/api/tickets";
import type { Attachment } from "@/api/types";
import { m } from "@/i18n";
import { formatBytes } from "@/lib/format";

function iconFor(type: string): LucideIcon {
  if (type.startsWith("image/")) return FileImage;
  if (/zip|tar|gzip|rar|7z/.test(type)) return FileArchive;
  if (/sheet|excel|csv/.test(type)) return FileSpreadsheet;
  if (/^text\/|pdf|word|document|rtf/.test(type)) return FileText;
  return File;
}

/** Files of a message. Inline images are part of the text and only listed when the text cannot show them. */
export function AttachmentList({ ticketId, attachments }: { ticketId: string; attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={m.ticket.attachments({ count: attachments.length })} className="mt-3 flex flex-wrap gap-2">
      {attachments.map((file) => {
        const Icon = iconFor(file.content_type);
        const name = file.filename || m.ticket.unnamedAttachment;
        return (
          <li key={file.id} className="max-w-full">
            <a
              href={attachmentUrl(ticketId, file.id)}
              download={file.filename || true}
              aria-label={m.ticket.download({ name })}
              className="group flex h-11 max-w-64 items-center gap-2.5 rounded-lg border border-line-strong bg-canvas pr-3 pl-2.5 transition-colors hover:bg-hover"
            >
              <Icon aria-hidden className="size-4.5 shrink-0 text-ink-3 group-hover:hidden" strokeWidth={1.75} />
              <Download aria-hidden className="hidden size-4.5 shrink-0 text-accent group-hover:block" strokeWidth={1.75} />
              <span className="min-w-0 leading-4">
                <span className="block truncate text-xs font-medium">{name}</span>
                <span className="block text-2xs text-ink-3">{formatBytes(file.size)}</span>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
