import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { ArrowRight, Search, Zap } from "lucide-react";
import { Dialog } from "radix-ui";
import { useRef, useState } from "react";

import { useQueues } from "@/api/organization";
import { Kbd } from "@/components/ui/kbd";
import { m } from "@/i18n";
import { VIEWS } from "@/lib/inbox-search";
import { useAllShortcuts } from "@/lib/shortcuts";

const row =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm select-none data-[selected=true]:bg-selected [&_svg]:size-4 [&_svg]:text-ink-3";
const heading =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3";

/** Ctrl/⌘-K: search tickets, jump anywhere, run whatever the page offers by key. `begun` was typed before it was there. */
export default function CommandPalette({ open, begun, onOpenChange }: { open: boolean; begun: string; onOpenChange: (open: boolean) => void }) {
  const navigate = useNavigate();
  const queues = useQueues();
  const shortcuts = useAllShortcuts();
  const [text, setText] = useState(begun);
  const input = useRef<HTMLInputElement>(null);
  const run = (action: () => unknown) => {
    onOpenChange(false);
    setText("");
    // After the dialog has given the focus back, so that an action may move it.
    setTimeout(action, 0);
  };
  const query = text.trim();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35 dark:bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // By itself the dialog selects what has been typed, and the next letter replaces it.
            event.preventDefault();
            input.current?.focus();
            input.current?.setSelectionRange(input.current.value.length, input.current.value.length);
          }}
          className="animate-pop fixed top-[12vh] inset-x-0 mx-auto z-50 w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-xl border border-line-strong bg-raised shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">{m.shell.palette.label}</Dialog.Title>
          <Command label={m.shell.palette.label} loop>
            <Command.Input
              ref={input}
              value={text}
              onValueChange={setText}
              placeholder={m.shell.palette.placeholder}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5 scroll-thin">
              <Command.Empty className="py-8 text-center text-sm text-ink-3">{m.shell.palette.empty}</Command.Empty>
              {query === "" ? null : (
                <Command.Item forceMount value={`search ${query}`} className={row} onSelect={() => run(() => navigate({ to: "/inbox", search: { view: "all", q: query } }))}>
                  <Search aria-hidden />
                  {m.shell.palette.searchFor({ q: query })}
                </Command.Item>
              )}
              <Command.Group heading={m.shell.palette.go} className={heading}>
                {VIEWS.map((view) => (
                  <Command.Item key={view} value={m.shell.views[view]} className={row} onSelect={() => run(() => navigate({ to: "/inbox", search: { view } }))}>
                    <ArrowRight aria-hidden className="rtl:-scale-x-100" />
                    {m.shell.views[view]}
                  </Command.Item>
                ))}
                <Command.Item value={m.shell.palette.overdue} className={row} onSelect={() => run(() => navigate({ to: "/inbox", search: { view: "due", q: "is:overdue" } }))}>
                  <ArrowRight aria-hidden className="rtl:-scale-x-100" />
                  {m.shell.palette.overdue}
                </Command.Item>
                {queues.map((queue) => (
                  <Command.Item key={queue.id} value={`${m.shell.queues} ${queue.name}`} className={row} onSelect={() => run(() => navigate({ to: "/inbox", search: { queue: queue.id } }))}>
                    <ArrowRight aria-hidden className="rtl:-scale-x-100" />
                    {m.inbox.queueTitle({ name: queue.name })}
                  </Command.Item>
                ))}
                <Command.Item value={m.shell.palette.responseTimes} className={row} onSelect={() => run(() => navigate({ to: "/settings/response-times" }))}>
                  <ArrowRight aria-hidden className="rtl:-scale-x-100" />
                  {m.shell.palette.responseTimes}
                </Command.Item>
              </Command.Group>
              <Command.Group heading={m.shell.palette.actions} className={heading}>
                {shortcuts
                  .filter((shortcut) => shortcut.keys !== "mod+k")
                  .map((shortcut) => (
                    <Command.Item key={shortcut.keys} value={`${shortcut.label} ${shortcut.keys}`} className={row} onSelect={() => run(shortcut.run)}>
                      <Zap aria-hidden />
                      <span className="flex-1 truncate">{shortcut.label}</span>
                      <Kbd keys={shortcut.keys} />
                    </Command.Item>
                  ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
