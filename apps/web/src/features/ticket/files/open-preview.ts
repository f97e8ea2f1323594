/** Which file of which message is looked at: buttons and keys open it from wherever they are. */
import { useSyncExternalStore } from "react";

import type { Attachment } from "@/api/types";

export interface Looking {
  ticketId: string;
  /** The files of one message, in their order. */
  files: readonly Attachment[];
  id: string;
}

let looking: Looking | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `null` closes it. */
export function look(at: Looking | null): void {
  looking = at;
  listeners.forEach((listener) => listener());
}

export function useLooking(): Looking | null {
  return useSyncExternalStore(subscribe, () => looking);
}
