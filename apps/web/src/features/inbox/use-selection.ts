import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { MAX_BULK } from "@/api/bulk";

const NONE: ReadonlySet<string> = new Set();

/** Which rows are ticked. `ids` are the rows of the list in order; what leaves the list is no longer selected. */
export function useSelection(ids: readonly string[]) {
  const [ticked, setTicked] = useState(NONE);
  const anchor = useRef<string | null>(null);
  const order = useRef(ids);
  useEffect(() => {
    order.current = ids;
  });
  const selected = useMemo(() => (ticked.size === 0 ? NONE : new Set(ids.filter((id) => ticked.has(id)))), [ids, ticked]);

  const toggle = useCallback((id: string) => {
    anchor.current = id;
    setTicked((before) => {
      const next = new Set(before);
      if (!next.delete(id) && next.size < MAX_BULK) next.add(id);
      return next;
    });
  }, []);
  /** From the row that was ticked last to this one. */
  const extend = useCallback(
    (id: string) => {
      const from = anchor.current === null ? -1 : order.current.indexOf(anchor.current);
      const to = order.current.indexOf(id);
      if (from < 0 || to < 0) {
        toggle(id);
        return;
      }
      const range = order.current.slice(Math.min(from, to), Math.max(from, to) + 1);
      setTicked((before) => new Set([...before, ...range].slice(0, MAX_BULK)));
    },
    [toggle],
  );
  const all = useCallback(() => setTicked(new Set(order.current.slice(0, MAX_BULK))), []);
  const clear = useCallback(() => setTicked(NONE), []);
  return { selected, toggle, extend, all, clear };
}

export type Selection = ReturnType<typeof useSelection>;
