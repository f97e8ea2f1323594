import { startTransition, useEffect, useState } from "react";

/** Calls `run` once what is built now is painted: the first frame paints, what runs in the second comes after it. */
function atNextPaint(run: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(frame);
}

/** As an effect: runs after the paint, and at once when its cause goes away before that. For what must not be left out. */
export function afterPaint(run: () => void): () => void {
  let waiting = true;
  const once = () => {
    if (!waiting) return;
    waiting = false;
    run();
  };
  const cancel = atNextPaint(once);
  return () => {
    cancel();
    once();
  };
}

/**
 * False until what the component shows at first is painted. For what stands beside the thing that was asked for: the eye is
 * not there yet, and building it would keep back what the eye waits for.
 */
export function useAfterPaint(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => atNextPaint(() => startTransition(() => setPainted(true))), []);
  return painted;
}
