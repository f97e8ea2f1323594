import { Paperclip } from "lucide-react";
import type { KeyboardEventHandler, ReactNode } from "react";
import { useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { m } from "@/i18n";

const words = m.reply.files;

interface Props {
  onFiles: (files: File[]) => void;
  onKeyDown: KeyboardEventHandler<HTMLDivElement>;
  children: ReactNode;
}

/** The composer as a place to drop files on. */
export function DropArea({ onFiles, onKeyDown, children }: Props) {
  const [over, setOver] = useState(0);
  const brings = (event: React.DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onKeyDown={onKeyDown}
      onDragEnter={(event) => brings(event) && setOver((count) => count + 1)}
      onDragLeave={(event) => brings(event) && setOver((count) => Math.max(0, count - 1))}
      onDragOver={(event) => brings(event) && event.preventDefault()}
      onDrop={(event) => {
        setOver(0);
        if (event.isDefaultPrevented() || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over > 0 ? <div className="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-lg border-2 border-dashed border-accent bg-raised/90 text-sm font-medium text-accent">{words.drop}</div> : null}
    </div>
  );
}

export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.attach}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Tooltip content={words.attach}>
        <Button variant="ghost" aria-label={words.attach} className="size-7 px-0" onClick={() => input.current?.click()}>
          <Paperclip aria-hidden />
        </Button>
      </Tooltip>
    </>
  );
}
