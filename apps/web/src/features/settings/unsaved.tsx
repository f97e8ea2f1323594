import { useBlocker } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { m } from "@/i18n/admin";
import { askBeforeLeaving } from "@/lib/unsaved";

const words = m.settings.unsaved;

/** Asks before what was written is left behind: by a link, a key or the way back here, by the browser itself when the tab
 * is closed. Whoever means it (saved, cancelled, deleted) navigates with `ignoreBlocker`. */
export const Unsaved = ({ when }: { when: boolean }) => (when ? <Question /> : null);

function Question() {
  const [open, setOpen] = useState(false);
  const answer = useRef<((leave: boolean) => void) | null>(null);
  const before = useRef<Element | null>(null);
  const ask = useCallback(() => {
    before.current = document.activeElement;
    setOpen(true);
    return new Promise<boolean>((resolve) => (answer.current = resolve));
  }, []);
  useBlocker({ shouldBlockFn: async () => !(await ask()), enableBeforeUnload: true });
  useEffect(() => askBeforeLeaving(ask), [ask]);
  // It was saved while the question stood: nothing is lost any more.
  useEffect(() => () => answer.current?.(true), []);
  const say = (leave: boolean) => {
    setOpen(false);
    answer.current?.(leave);
  };
  return (
    <Dialog open={open} onOpenChange={(shown) => shown || say(false)}>
      <DialogContent
        title={words.title}
        description={words.help}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
      >
        <div className="flex flex-wrap justify-end gap-2 px-4 py-3">
          <Button onClick={() => say(true)}>{words.leave}</Button>
          <Button variant="primary" autoFocus onClick={() => say(false)}>
            {words.stay}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
