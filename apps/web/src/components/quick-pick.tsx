import { Command } from "cmdk";
import { Check } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useState } from "react";

import { m } from "@/i18n";

export interface Pick {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Small print at the end of the line. */
  hint?: string;
  /** What is so at present. */
  current?: boolean;
  /** Further words to be found by. */
  words?: string;
  run: () => void;
}

interface Props {
  title: string;
  placeholder: string;
  picks: readonly Pick[];
  /** What can be made of the typed text itself, before the listed ones. */
  fromText?: (text: string) => Pick | null;
  /** Below the list. */
  footer?: ReactNode;
  onClose: () => void;
}

const row = "flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm select-none data-[selected=true]:bg-selected [&_svg]:size-4 [&_svg]:shrink-0";

/** One choice by keyboard: type a few letters, Enter. */
export function QuickPick({ title, placeholder, picks, fromText, footer, onClose }: Props) {
  const [text, setText] = useState("");
  const made = text.trim() === "" ? null : (fromText?.(text.trim()) ?? null);
  const item = (pick: Pick, always = false) => (
    <Command.Item
      key={pick.id}
      value={always ? `\u0000 ${pick.id}` : `${pick.label} ${pick.words ?? ""}`}
      forceMount={always}
      className={row}
      onSelect={() => {
        onClose();
        // After the dialog has given the focus back, so that the choice may move it.
        setTimeout(pick.run, 0);
      }}
    >
      {pick.icon}
      <span className="min-w-0 flex-1 truncate">{pick.label}</span>
      {pick.hint === undefined ? null : <span className="shrink-0 text-xs text-ink-3 tabular-nums">{pick.hint}</span>}
      {pick.current ? <Check aria-label={m.common.current} className="text-accent" /> : null}
    </Command.Item>
  );
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35 dark:bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="animate-pop fixed top-[12vh] inset-x-0 mx-auto z-50 w-[min(28rem,calc(100vw-2rem))] overflow-hidden rounded-xl border border-line-strong bg-raised text-ink shadow-pop outline-none"
        >
          <Dialog.Title className="px-4 pt-3 text-2xs font-medium text-ink-3">{title}</Dialog.Title>
          <Command label={title} loop>
            <Command.Input value={text} onValueChange={setText} placeholder={placeholder} className="h-10 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-ink-3" />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5 scroll-thin">
              <Command.Empty className="py-6 text-center text-sm text-ink-3">{m.shell.palette.empty}</Command.Empty>
              {made ? item(made, true) : null}
              {picks.map((pick) => item(pick))}
            </Command.List>
          </Command>
          {footer}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
