import { useEffect, useRef, useState } from "react";

import { mayRetry, retryDelay } from "@/api/query-client";
import type { TicketPage } from "@/api/tickets";
import type { ListSync } from "@/features/inbox/list-sync";
import { dropFar, missing, refill } from "@/features/inbox/list-window";

interface Options {
  pages: readonly TicketPage[] | undefined;
  sync: ListSync;
  update: (next: (pages: TicketPage[]) => TicketPage[]) => void;
  first: number;
  last: number;
}

/** Rows between two looks at what may be dropped: to look at every row that passes would cost the frames. */
const STEP = 100;

/** Keeps the list's memory bounded while it is scrolled: drops pages that are far and fetches those that come near. */
export function useListWindow({ pages, sync, update, first, last }: Options): void {
  const fetching = useRef(new Set<string>());
  const failures = useRef(0);
  const [attempt, setAttempt] = useState(0);
  const stretch = Math.floor(first / STEP);
  const needed = pages ? missing(pages, { first, last }).join(",") : "";

  useEffect(() => {
    update((current) => dropFar(current, { first: stretch * STEP, last: (stretch + 1) * STEP }));
  }, [stretch, update]);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    for (const index of needed === "" ? [] : needed.split(",").map(Number)) {
      // A page begins where the one before it ended.
      const cursor = pages?.[index - 1]?.next_cursor ?? null;
      if (cursor === null || fetching.current.has(cursor)) continue;
      fetching.current.add(cursor);
      sync
        .arriving(cursor, (page) => update((current) => (current[index - 1]?.next_cursor === cursor ? refill(current, index, page) : current)))
        .then(() => (failures.current = 0))
        .catch((error: unknown) => {
          // The rows stay placeholders until then.
          if (error instanceof Error && mayRetry(0, error)) again = setTimeout(() => setAttempt((before) => before + 1), retryDelay(failures.current, error));
          failures.current += 1;
        })
        .finally(() => fetching.current.delete(cursor));
    }
    return () => clearTimeout(again);
  }, [attempt, needed, pages, sync, update]);
}
