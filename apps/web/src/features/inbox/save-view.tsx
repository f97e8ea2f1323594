import { useNavigate } from "@tanstack/react-router";
import { Bookmark, BookmarkPlus, RefreshCw, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { toast } from "sonner";

import { useChangeView, useDeleteView, useSavedViews } from "@/api/saved-views";
import { useMe } from "@/api/session";
import type { SavedView } from "@/api/types";
import { AwaitedDialog } from "@/components/awaited-dialog";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { activeFilterCount, fromSaved, sameList, toSaved } from "@/lib/inbox-search";

const NewView = lazy(() => import("@/features/inbox/new-view"));

const failed = (error: Error) => toast.error(m.inbox.changeFailed, { description: explain(error) });

/** What the owner of a view (or an admin, of a shared one) may do with it. */
function ViewMenu({ view, search, onNew }: { view: SavedView; search: InboxSearch; onNew: () => void }) {
  const navigate = useNavigate();
  const change = useChangeView();
  const remove = useDeleteView();
  const changed = !sameList(search, fromSaved(view.filters, view.id));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={m.inbox.viewMenu} title={m.inbox.viewMenu}>
          <Bookmark aria-hidden className="size-3.5!" />
          {changed ? <span className="size-1.5 rounded-full bg-amber" /> : null}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {changed ? (
          <DropdownMenuItem
            onSelect={() =>
              change.mutate({ id: view.id, change: { filters: toSaved(search) } }, { onError: failed, onSuccess: () => toast(m.inbox.viewSaved({ name: view.name })) })
            }
          >
            <RefreshCw aria-hidden />
            {m.inbox.updateView({ name: view.name })}
          </DropdownMenuItem>
        ) : null}
        <DropdownMenuItem onSelect={onNew}>
          <BookmarkPlus aria-hidden />
          {m.inbox.saveAsNew}
        </DropdownMenuItem>
        <DropdownMenuItem
          onSelect={() =>
            remove.mutate(view.id, {
              onError: failed,
              onSuccess: () => {
                toast(m.inbox.viewDeleted({ name: view.name }));
                void navigate({ to: "/inbox", replace: true });
              },
            })
          }
        >
          <Trash2 aria-hidden />
          {m.inbox.deleteView}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Saves the list that is shown as a view, or what has become of one. */
export function SaveView({ search }: { search: InboxSearch }) {
  const me = useMe();
  const [naming, setNaming] = useState(false);
  const [typed, setTyped] = useState("");
  const name = () => {
    setTyped("");
    setNaming(true);
  };
  const view = useSavedViews().find((one) => one.id === search.saved);
  if (me.role === "viewer") return null;
  const mayChange = view !== undefined && (view.is_mine || me.role === "admin");
  const worth = view !== undefined || search.q !== undefined || search.queue !== undefined || activeFilterCount(search) > 0;
  return (
    <>
      {mayChange ? (
        <ViewMenu view={view} search={search} onNew={name} />
      ) : worth ? (
        <Button variant="ghost" size="sm" onClick={name}>
          <BookmarkPlus aria-hidden className="size-3.5!" />
          {m.inbox.saveView}
        </Button>
      ) : null}
      <Suspense fallback={<AwaitedDialog onText={(text) => setTyped((before) => before + text)} />}>
        {naming ? <NewView search={search} begun={typed} onClose={() => setNaming(false)} /> : null}
      </Suspense>
    </>
  );
}
