import { startTransition, useEffect, useState } from "react";

/**
 * False until what the component shows at first is painted. For what stands beside the thing that was asked for: the eye is
 * not there yet, and building it would keep back what the eye waits for.
 */
export function useAfterPaint(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    let later = 0;
    // The first frame paints; what runs in the second comes after it.
    const first = requestAnimationFrame(() => {
      later = requestAnimationFrame(() => startTransition(() => setPainted(true)));
    });
    return () => {
      cancelAnimationFrame(first);
      cancelAnimationFrame(later);
    };
  }, []);
  return painted;
}
