import { Outlet, useRouterState } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { useEventStream } from "@/api/events";
import { useStaleTickets } from "@/api/ticket-changes";
import { Notifications } from "@/app/shell/notifications";
import { OfflineBanner } from "@/app/shell/offline-banner";
import { Sidebar } from "@/app/shell/sidebar";
import { useGlobalShortcuts } from "@/app/shell/use-global-shortcuts";
import { AwaitedDialog } from "@/components/awaited-dialog";
import { Logo } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { m } from "@/i18n";
import { useLoadAtFirstTouch } from "@/lib/first-touch";
import { useIsNarrow } from "@/lib/media";

// Not needed to see the list.
const palettePage = () => import("@/app/shell/command-palette");
const sheetPage = () => import("@/app/shell/shortcut-sheet");
const CommandPalette = lazy(palettePage);
const ShortcutSheet = lazy(sheetPage);
const both = () => Promise.all([palettePage(), sheetPage()]);

/** Mounted from the first time it is open, so that its closing is seen too. */
function useOpened(): { open: boolean; everOpen: boolean; setOpen: (open: boolean) => void } {
  const [state, setState] = useState({ open: false, everOpen: false });
  return { ...state, setOpen: (open) => setState((before) => ({ open, everOpen: before.everOpen || open })) };
}

function NarrowBar({ onSearch }: { onSearch: () => void }) {
  const pathname = useRouterState({ select: (state) => state.location.href });
  // The menu belongs to the page it was opened on: going anywhere closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-sunken px-2">
      <Dialog open={openOn === pathname} onOpenChange={(open) => setOpenOn(open ? pathname : null)}>
        <DialogTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={m.shell.openMenu}>
            <Menu aria-hidden />
          </Button>
        </DialogTrigger>
        <DialogContent side="start" title={<Logo />} className="bg-sunken">
          <Sidebar />
        </DialogContent>
      </Dialog>
      <Logo className="flex-1 text-sm" />
      <Notifications />
      <Button variant="ghost" size="icon" aria-label={m.shell.search} onClick={onSearch}>
        <Search aria-hidden />
      </Button>
    </header>
  );
}

export function AppShell() {
  const narrow = useIsNarrow();
  const palette = useOpened();
  const sheet = useOpened();
  const [typed, setTyped] = useState("");
  useLoadAtFirstTouch(both);
  useEventStream();
  useStaleTickets();
  useGlobalShortcuts({ openPalette: () => palette.setOpen(true), openSheet: () => sheet.setOpen(true) });
  return (
    <div className="flex h-full flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:start-2"
      >
        {m.shell.skip}
      </a>
      {narrow ? (
        <NarrowBar onSearch={() => palette.setOpen(true)} />
      ) : (
        <aside className="flex w-58 shrink-0 flex-col border-e border-line bg-sunken">
          <Sidebar onSearch={() => palette.setOpen(true)} />
        </aside>
      )}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <Suspense fallback={<AwaitedDialog onText={(text) => setTyped((before) => before + text)} />}>
        {palette.everOpen ? <CommandPalette open={palette.open} begun={typed} onOpenChange={palette.setOpen} /> : null}
      </Suspense>
      <Suspense fallback={<AwaitedDialog />}>{sheet.everOpen ? <ShortcutSheet open={sheet.open} onOpenChange={sheet.setOpen} /> : null}</Suspense>
    </div>
  );
}
