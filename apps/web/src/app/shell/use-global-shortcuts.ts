import { useNavigate } from "@tanstack/react-router";

import { m } from "@/i18n";
import { undoLatest } from "@/lib/undo";
import { useShortcutListener, useShortcuts } from "@/lib/shortcuts";

interface Openers {
  openPalette: () => void;
  openSheet: () => void;
}

/** The keys that work on every page. */
export function useGlobalShortcuts({ openPalette, openSheet }: Openers): void {
  const navigate = useNavigate();
  useShortcutListener();
  useShortcuts([
    { keys: "mod+k", label: m.shell.keys.palette, group: "general", run: openPalette, inFields: true },
    { keys: "?", label: m.shell.keys.help, group: "general", run: openSheet },
    { keys: "z", label: m.shell.keys.undo, group: "general", run: undoLatest },
    { keys: "g i", label: m.shell.keys.goInbox, group: "navigation", run: () => void navigate({ to: "/inbox" }) },
    { keys: "g m", label: m.shell.keys.goMine, group: "navigation", run: () => void navigate({ to: "/inbox", search: { view: "mine" } }) },
    { keys: "g u", label: m.shell.keys.goUnassigned, group: "navigation", run: () => void navigate({ to: "/inbox", search: { view: "unassigned" } }) },
    { keys: "g d", label: m.shell.keys.goDue, group: "navigation", run: () => void navigate({ to: "/inbox", search: { view: "due" } }) },
    { keys: "g b", label: m.shell.keys.goMailboxes, group: "navigation", run: () => void navigate({ to: "/mailboxes" }) },
    { keys: "g s", label: m.shell.keys.goSettings, group: "navigation", run: () => void navigate({ to: "/settings" }) },
  ]);
}
