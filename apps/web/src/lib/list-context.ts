/** Which list a ticket was opened from: what "back", "next" and "previous" mean on the ticket's page. */
import { useSyncExternalStore } from "react";

export interface ListContext {
  /** The inbox link's search, to return to exactly this list. */
  search: Record<string, string>;
  ids: readonly string[];
}

let current: ListContext | null = null;
const subscribers = new Set<() => void>();

export function setListContext(context: ListContext | null): void {
  current = context;
  subscribers.forEach((subscriber) => subscriber());
}

export function useListContext(): ListContext | null {
  return useSyncExternalStore(
    (subscriber) => {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    () => current,
  );
}

export function neighbours(context: ListContext | null, id: string): { previous: string | null; next: string | null } {
  const index = context?.ids.indexOf(id) ?? -1;
  if (!context || index < 0) return { previous: null, next: null };
  return { previous: context.ids[index - 1] ?? null, next: context.ids[index + 1] ?? null };
}
