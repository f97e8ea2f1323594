import type { ReactNode } from "react";
import { useRef } from "react";

import { m } from "@/i18n";
import { useStoredNumber } from "@/lib/stored";

const WIDTH = { least: 256, usual: 320, most: 560 };
const STEP = 16;

/** The panel beside the conversation. Its edge is drawn by hand or moved by arrow keys, and stays where it was put. */
export function ResizablePanel({ label, children }: { label: string; children: ReactNode }) {
  const [width, setWidth] = useStoredNumber("oss.details.width", WIDTH);
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <aside aria-label={label} style={{ width }} className="relative flex shrink-0 border-l border-line">
      <div
        role="separator"
        aria-label={m.ticket.resizePanel}
        aria-orientation="vertical"
        aria-valuemin={WIDTH.least}
        aria-valuemax={WIDTH.most}
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, width };
        }}
        onPointerMove={(event) => {
          if (from.current) setWidth(from.current.width + from.current.x - event.clientX);
        }}
        onPointerUp={() => (from.current = null)}
        onPointerCancel={() => (from.current = null)}
        onDoubleClick={() => setWidth(WIDTH.usual)}
        onKeyDown={(event) => {
          const steps = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
          if (steps === undefined) return;
          event.preventDefault();
          setWidth(width + steps);
        }}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/30 focus-visible:bg-accent/40"
      />
      <div className="min-w-0 flex-1 overflow-y-auto scroll-thin">{children}</div>
    </aside>
  );
}
