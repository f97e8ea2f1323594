import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { m } from "@/i18n";
import type { ShortcutGroup } from "@/lib/shortcuts";
import { useAllShortcuts } from "@/lib/shortcuts";

const order: ShortcutGroup[] = ["list", "ticket", "navigation", "general"];

/** What the keyboard can do on this page, drawn from the registry that answers the keys. */
export default function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const shortcuts = useAllShortcuts();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={m.shell.shortcuts} description={m.shell.shortcutsHint}>
        <div className="gap-8 p-4 sm:columns-2">
          {order.map((group) => {
            const entries = shortcuts.filter((shortcut) => shortcut.group === group);
            if (entries.length === 0) return null;
            return (
              <section key={group} className="mb-5 break-inside-avoid">
                <h3 className="mb-1.5 text-2xs font-medium text-ink-3">{m.shell.groups[group]}</h3>
                <dl>
                  {entries.map((shortcut) => (
                    <div key={shortcut.keys} className="flex h-8 items-center justify-between gap-4 border-b border-line text-sm last:border-0">
                      <dt className="truncate">{shortcut.label}</dt>
                      <dd>
                        <Kbd keys={shortcut.keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
        </div>
      </DialogContent>
    </Dialog>
  );
}
