import { useEffect, useState } from "react";

/** `value` as it was when it last stood still for `quietMs`. Compared by its JSON. */
export function useSettled<T>(value: T, quietMs: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), quietMs);
    return () => clearTimeout(timer);
  }, [text, quietMs]);
  return settled;
}
