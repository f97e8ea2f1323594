/** Which composer is open in which ticket: keys, buttons and "undo" open it from wherever they are. */
import { useSyncExternalStore } from "react";

import type { ReplyMode } from "@/api/types";

export type Composing = { kind: "reply"; mode: ReplyMode; messageId: string | null } | { kind: "note" };

const open = new Map<string, Composing>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `null` folds it. */
export function compose(ticketId: string, what: Composing | null): void {
  if (what === null) open.delete(ticketId);
  else open.set(ticketId, what);
  listeners.forEach((listener) => listener());
}

export function useComposing(ticketId: string): Composing | null {
  return useSyncExternalStore(subscribe, () => open.get(ticketId) ?? null);
}
