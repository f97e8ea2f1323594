import { ArrowDownToLine, ArrowUpToLine } from "lucide-react";

import { Button } from "@/components/ui/button";
import type { ThreadEnd } from "@/features/ticket/use-thread-pages";
import { m } from "@/i18n";
import { formatNumber } from "@/lib/format";

/** From one end of a long thread to the other; it stays in sight. */
export function ThreadJump({ count, end, onJump }: { count: number; end: ThreadEnd; onJump: (end: ThreadEnd) => void }) {
  return (
    <div className="pointer-events-none sticky top-2 z-20 flex justify-center [overflow-anchor:none]">
      <div role="group" aria-label={m.ticket.jump} className="pointer-events-auto flex items-center gap-1 rounded-full border border-line bg-raised py-1 pe-1 ps-3 text-xs text-ink-2 shadow-md">
        <span className="pe-1 tabular-nums">{m.ticket.messageCount({ count: formatNumber(count) })}</span>
        <Button size="sm" variant="ghost" className="rounded-full" aria-pressed={end === "first"} onClick={() => onJump("first")}>
          <ArrowUpToLine aria-hidden />
          {m.ticket.jumpFirst}
        </Button>
        <Button size="sm" variant="ghost" className="rounded-full" aria-pressed={end === "newest"} onClick={() => onJump("newest")}>
          <ArrowDownToLine aria-hidden />
          {m.ticket.jumpNewest}
        </Button>
      </div>
    </div>
  );
}
