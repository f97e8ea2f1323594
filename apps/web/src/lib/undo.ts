/** What was done last can be taken back: by the toast that says so, and by one key while the toast is there. */
import type { ReactNode } from "react";
import { toast } from "sonner";

import { m } from "@/i18n";

const SHOWN_MS = 8_000;
let latest: { id: string; undo: () => void } | null = null;

export interface Offer {
  /** Of the toast; an offer with the id of an earlier one replaces it. */
  id?: string;
  /** How long it stands, in milliseconds. */
  duration?: number;
  label?: string;
}

/** Says what was done and offers to take it back. The newest offer is the one that `undoLatest` takes. Returns how to
 * withdraw the offer, for when it could not be done after all. */
export function offerUndo(said: ReactNode, undo: () => void, { id = crypto.randomUUID(), duration = SHOWN_MS, label = m.common.undo }: Offer = {}): () => void {
  const forget = () => {
    if (latest?.id === id) latest = null;
  };
  const run = () => {
    forget();
    undo();
  };
  latest = { id, undo: run };
  toast(said, { id, duration, action: { label, onClick: run }, onAutoClose: forget, onDismiss: forget });
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
