import { Download, File, FileArchive, FileImage, FileSpreadsheet, FileText, TriangleAlert } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { attachmentUrl } from "@/api/tickets";
import type { Attachment } from "@/api/types";
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

/** Files of a message. Inline images are part of the text and only listed when the text cannot show them. */
export function AttachmentList({ ticketId, attachments }: { ticketId: string; attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={m.ticket.attachments({ count: attachments.length })} className="mt-3 flex flex-wrap gap-2">
      {attachments.map((file) => {
        const risky = isRisky(file.filename);
        const Icon = risky ? TriangleAlert : iconFor(file.content_type);
        const name = file.filename || m.ticket.unnamedAttachment;
        return (
          <li key={file.id} className="max-w-full">
            <a
              href={attachmentUrl(ticketId, file.id)}
              download={file.filename || true}
              aria-label={risky ? m.ticket.downloadRisky({ name }) : m.ticket.download({ name })}
              title={risky ? m.ticket.riskyFileHint : undefined}
              className="group flex h-11 max-w-64 items-center gap-2.5 rounded-lg border border-line-strong bg-canvas pe-3 ps-2.5 transition-colors hover:bg-hover"
            >
              <Icon aria-hidden className={cn("size-4.5 shrink-0 group-hover:hidden", risky ? "text-amber" : "text-ink-3")} strokeWidth={1.75} />
              <Download aria-hidden className="hidden size-4.5 shrink-0 text-accent group-hover:block" strokeWidth={1.75} />
              <span className="min-w-0 leading-4">
                <span className="block truncate text-xs font-medium">{name}</span>
                <span className="block truncate text-2xs text-ink-3">
                  {formatBytes(file.size)}
                  {risky ? <span className="font-medium text-amber">{` · ${m.ticket.riskyFile}`}</span> : null}
                </span>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
