import type { ReactNode } from "react";
import { useRef } from "react";

import { direction, m } from "@/i18n";
import { useStoredNumber } from "@/lib/stored";

const WIDTH = { least: 256, usual: 320, most: 560 };
const STEP = 16;
/** However wide it was drawn on another screen, the conversation keeps the larger part. */
const MOST_OF_WINDOW = "40vw";

/** The panel lies at the end of the line: to the right, or to the left where lines run the other way. */
const outwards = () => (direction() === "rtl" ? -1 : 1);

/** The panel beside the conversation. Its edge is drawn by hand or moved by arrow keys, and stays where it was put. */
export function ResizablePanel({ label, children }: { label: string; children: ReactNode }) {
  const [width, setWidth] = useStoredNumber("oss.details.width", WIDTH);
  const panel = useRef<HTMLElement>(null);
  const from = useRef<{ x: number; width: number } | null>(null);
  /** What is seen, which is less than what is remembered in a small window. */
  const seen = () => panel.current?.offsetWidth ?? width;
  return (
    <aside ref={panel} aria-label={label} style={{ width, maxWidth: MOST_OF_WINDOW }} className="relative flex shrink-0 border-s border-line">
      <div
        role="separator"
        aria-label={m.ticket.resizePanel}
        aria-orientation="vertical"
        aria-valuemin={WIDTH.least}
        aria-valuemax={WIDTH.most}
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, width: seen() };
        }}
        onPointerMove={(event) => {
          if (from.current) setWidth(from.current.width + outwards() * (from.current.x - event.clientX));
        }}
        onPointerUp={() => (from.current = null)}
        onPointerCancel={() => (from.current = null)}
        onDoubleClick={() => setWidth(WIDTH.usual)}
        onKeyDown={(event) => {
          const steps = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
          if (steps === undefined) return;
          event.preventDefault();
          setWidth(seen() + outwards() * steps);
        }}
        className="absolute inset-y-0 -start-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/30 focus-visible:bg-accent/40"
      />
      <div className="min-w-0 flex-1 overflow-y-auto scroll-thin">{children}</div>
    </aside>
  );
}
