/** What was done last can be taken back: by the toast that says so, and by one key while the toast is there. */
import { toast } from "sonner";

import { m } from "@/i18n";

const SHOWN_MS = 8_000;
let latest: { id: string | number; undo: () => void } | null = null;

/** Says what was done and offers to take it back. The newest offer is the one that `undoLatest` takes. Returns how to
 * withdraw the offer, for when it could not be done after all. */
export function offerUndo(said: string, undo: () => void): () => void {
  const id = crypto.randomUUID();
  const forget = () => {
    if (latest?.id === id) latest = null;
  };
  const run = () => {
    forget();
    undo();
  };
  latest = { id, undo: run };
  toast(said, { id, duration: SHOWN_MS, action: { label: m.common.undo, onClick: run }, onAutoClose: forget, onDismiss: forget });
  return () => {
    forget();
    toast.dismiss(id);
  };
}

/** Takes back what was offered last; says so when there is nothing. */
export function undoLatest(): void {
  if (latest === null) {
    toast(m.common.nothingToUndo);
    return;
  }
  const { id, undo } = latest;
  toast.dismiss(id);
  undo();
}
