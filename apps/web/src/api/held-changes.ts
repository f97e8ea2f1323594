/**
 * What the reader changed, and answers that the server formed before it heard of it. Such an answer would show them
 * what they have just changed as it was, for a moment or for good: a list is not read again by itself.
 */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { partialMatchKey, replaceEqualDeep } from "@tanstack/react-query";

/** Whoever has waited so long for an answer waits no longer: no change holds over what others do for ever. */
const LONGEST_MS = 30_000;
const underWay = new Set<Promise<void>>();

/** Every read of what can be held goes through here, so that a change knows when no older answer can come any more. */
export function reading<T>(read: Promise<T>): Promise<T> {
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    read.then(done, done);
  });
  underWay.add(over);
  void over.then(() => underWay.delete(over));
  return read;
}

interface Held {
  key: QueryKey;
  change: (data: unknown) => unknown;
}

const held = new WeakMap<QueryClient, Set<Held>>();

/** The changes that hold at present; from the first time on, every answer is seen through them. */
function heldBy(client: QueryClient): Set<Held> {
  const known = held.get(client);
  if (known) return known;
  const changes = new Set<Held>();
  held.set(client, changes);
  client.getQueryCache().subscribe((event) => {
    if (changes.size === 0 || event.type !== "updated") return;
    const key = event.query.queryKey as QueryKey;
    const mine = [...changes].filter((one) => partialMatchKey(key, one.key));
    if (mine.length === 0) return;
    const data: unknown = client.getQueryData(key);
    if (data === undefined) return;
    const seen: unknown = replaceEqualDeep<unknown>(data, mine.reduce<unknown>((changed, one) => one.change(changed), data));
    if (seen !== data) client.setQueryData(key, seen);
  });
  return changes;
}

/** Ends a hold: with `true` when the server took the change (the answers that are under way are older), else at once. */
export type Release = (taken: boolean) => void;

/** Changes what is cached under `key` and below, and holds that. Of several, the last has the last word. */
export function hold<T>(client: QueryClient, key: QueryKey, change: (data: T) => T): Release {
  const changes = heldBy(client);
  const one: Held = { key, change: change as (data: unknown) => unknown };
  changes.add(one);
  client.setQueriesData<T>({ queryKey: key }, (data) => (data === undefined ? undefined : change(data)));
  const end = () => void changes.delete(one);
  return (taken) => {
    // Whoever asked takes the answer first.
    if (taken && underWay.size > 0) void Promise.allSettled(underWay).then(() => setTimeout(end));
    else end();
  };
}

/** Several holds that end together. */
export const together = (holds: readonly Release[]): Release => (taken) => holds.forEach((end) => end(taken));
