import { File as FileIcon, RotateCw, X } from "lucide-react";

import type { LetterFile } from "@/features/ticket/reply/letter";
import type { Uploading } from "@/features/ticket/reply/use-files";
import { ProgressBar } from "@/components/ui/surface";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/format";

const words = m.reply.files;
const box = "flex h-9 max-w-full items-center gap-2 rounded-md border border-line-strong bg-sunken ps-2 text-sm";
const square = "grid size-8 shrink-0 place-items-center rounded-md text-ink-3 hover:text-ink";

interface Props {
  files: readonly LetterFile[];
  uploading: readonly Uploading[];
  onRemove: (file: LetterFile) => void;
  onDrop: (one: Uploading) => void;
  onAgain: (one: Uploading) => void;
}

function OnItsWay({ one, onDrop, onAgain }: { one: Uploading; onDrop: () => void; onAgain: () => void }) {
  const name = one.file.name;
  return (
    <li className={cn(box, one.error !== null && "border-red/50")}>
      <span className="min-w-0">
        <span className="block max-w-56 truncate leading-tight">{name}</span>
        {one.error === null ? (
          <ProgressBar value={one.progress} label={words.uploading({ name })} />
        ) : (
          <span role="alert" className="block truncate text-2xs text-red" title={one.error}>
            {`${words.failed({ name })} ${one.error}`}
          </span>
        )}
      </span>
      {one.error === null ? null : (
        <button type="button" aria-label={words.again({ name })} onClick={onAgain} className={square}>
          <RotateCw aria-hidden className="size-3.5" />
        </button>
      )}
      <button type="button" aria-label={words.remove({ name })} onClick={onDrop} className={square}>
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  );
}

/** What goes along with the mail, and what is still on its way up. */
export function FileStrip({ files, uploading, onRemove, onDrop, onAgain }: Props) {
  const attached = files.filter((file) => !file.inline);
  if (attached.length + uploading.length === 0) return null;
  return (
    <ul aria-label={words.label} className="flex max-h-28 shrink-0 flex-wrap gap-2 overflow-y-auto px-4 py-2 scroll-thin">
      {attached.map((file) => {
        const name = file.filename || words.unnamed;
        return (
          <li key={file.id} className={box}>
            <FileIcon aria-hidden className="size-4 shrink-0 text-ink-3" />
            <span className="max-w-56 truncate">{name}</span>
            <span className="text-xs text-ink-3 tabular-nums">{formatBytes(file.size)}</span>
            <button type="button" aria-label={words.remove({ name })} onClick={() => onRemove(file)} className={square}>
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        );
      })}
      {uploading.map((one) => (
        <OnItsWay key={one.key} one={one} onDrop={() => onDrop(one)} onAgain={() => onAgain(one)} />
      ))}
    </ul>
  );
}
