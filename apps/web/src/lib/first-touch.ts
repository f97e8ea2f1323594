import { useEffect } from "react";

/**
 * Loads code that the first paint does not need as soon as a person does anything: it is there when they ask for it, also
 * when the network is gone by then. `load` must be the same function each time.
 */
export function useLoadAtFirstTouch(load: () => Promise<unknown>): void {
  useEffect(() => {
    const signs = ["pointerdown", "pointermove", "keydown"] as const;
    const begin = () => {
      signs.forEach((sign) => window.removeEventListener(sign, begin));
      // What fails now is asked for again when it is needed.
      load().catch(() => undefined);
    };
    signs.forEach((sign) => window.addEventListener(sign, begin, { passive: true }));
    return () => signs.forEach((sign) => window.removeEventListener(sign, begin));
  }, [load]);
}
