import { startTransition, useEffect, useState } from "react";

/** A frame that is painted is yet to be drawn, by threads that have to wait for a processor as long as the page is busy. */
const DRAWN_MS = 40;

/** Calls `run` once what is built now is on the screen: the first frame paints, the second comes after it, and drawing takes as long again. */
function onceShown(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      timer = setTimeout(run, DRAWN_MS);
    });
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** As an effect: runs after the paint, and at once when its cause goes away before that. For what must not be left out. */
export function afterPaint(run: () => void): () => void {
  let waiting = true;
  const once = () => {
    if (!waiting) return;
    waiting = false;
    run();
  };
  const cancel = onceShown(once);
  return () => {
    cancel();
    once();
  };
}

/**
 * False until what the component shows at first is painted. For what stands beside the thing that was asked for: the eye is
 * not there yet, and building it would keep back what the eye waits for. True from the start without `wait`.
 */
export function useAfterPaint(wait = true): boolean {
  const [painted, setPainted] = useState(!wait);
  useEffect(() => (painted ? undefined : onceShown(() => startTransition(() => setPainted(true)))), [painted]);
  return painted;
}
