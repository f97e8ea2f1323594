import { useNavigate } from "@tanstack/react-router";
import type { SyntheticEvent } from "react";
import { useState } from "react";
import { toast } from "sonner";

import { useCreateView } from "@/api/saved-views";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { m } from "@/i18n";
import type { InboxSearch } from "@/lib/inbox-search";
import { fromSaved, toSaved } from "@/lib/inbox-search";

/** Names the list that is shown and keeps it. `begun`: what was typed before this was there. */
export default function NewView({ search, begun, onClose }: { search: InboxSearch; begun: string; onClose: () => void }) {
  const navigate = useNavigate();
  const create = useCreateView();
  const [name, setName] = useState((search.q ?? "") + begun);
  const [shared, setShared] = useState(false);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    create.mutate(
      { name: name.trim().slice(0, 100), is_shared: shared, filters: toSaved(search) },
      {
        onError: (error) => toast.error(m.inbox.changeFailed, { description: explain(error) }),
        onSuccess: (view) => {
          onClose();
          toast(m.inbox.viewSaved({ name: view.name }));
          void navigate({ to: "/inbox", search: fromSaved(view.filters, view.id), replace: true });
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title={m.inbox.saveView}>
        <form className="space-y-4 p-4" onSubmit={save}>
          <Input autoFocus aria-label={m.inbox.viewName} placeholder={m.inbox.viewName} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" className="size-4 accent-accent" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            {m.inbox.viewShared}
          </label>
          <div className="flex justify-end gap-2">
            <Button type="button" onClick={onClose}>
              {m.common.cancel}
            </Button>
            <Button type="submit" variant="primary" disabled={name.trim() === "" || create.isPending}>
              {m.common.save}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
