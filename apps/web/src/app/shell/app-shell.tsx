import { Outlet, useRouterState } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { useState } from "react";

import { useEventStream } from "@/api/events";
import { useStaleTickets } from "@/api/ticket-changes";
import { CommandPalette } from "@/app/shell/command-palette";
import { Notifications } from "@/app/shell/notifications";
import { OfflineBanner } from "@/app/shell/offline-banner";
import { ShortcutSheet } from "@/app/shell/shortcut-sheet";
import { Sidebar } from "@/app/shell/sidebar";
import { useGlobalShortcuts } from "@/app/shell/use-global-shortcuts";
import { Logo } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { m } from "@/i18n";
import { useIsNarrow } from "@/lib/media";

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
        <DialogContent side="left" title={<Logo />} className="bg-sunken">
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
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  useEventStream();
  useStaleTickets();
  useGlobalShortcuts({ openPalette: () => setPalette(true), openSheet: () => setSheet(true) });
  return (
    <div className="flex h-full flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {m.shell.skip}
      </a>
      {narrow ? (
        <NarrowBar onSearch={() => setPalette(true)} />
      ) : (
        <aside className="flex w-58 shrink-0 flex-col border-r border-line bg-sunken">
          <Sidebar onSearch={() => setPalette(true)} />
        </aside>
      )}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <CommandPalette open={palette} onOpenChange={setPalette} />
      <ShortcutSheet open={sheet} onOpenChange={setSheet} />
    </div>
  );
}
