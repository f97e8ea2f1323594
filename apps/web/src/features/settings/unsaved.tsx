import { useBlocker } from "@tanstack/react-router";

import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { m } from "@/i18n/admin";

const words = m.settings.unsaved;

/** Asks before what was written is left behind: by a link, a key or the way back here, by the browser itself when the tab
 * is closed. Whoever means it (saved, cancelled, deleted) navigates with `ignoreBlocker`. */
export function Unsaved({ when }: { when: boolean }) {
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: () => when, enableBeforeUnload: () => when, disabled: !when, withResolver: true });
  return (
    <Dialog open={status === "blocked"} onOpenChange={(open) => open || reset?.()}>
      <DialogContent title={words.title} description={words.help}>
        <div className="flex flex-wrap justify-end gap-2 px-4 py-3">
          <Button onClick={() => proceed?.()}>{words.leave}</Button>
          <Button variant="primary" autoFocus onClick={() => reset?.()}>
            {words.stay}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
