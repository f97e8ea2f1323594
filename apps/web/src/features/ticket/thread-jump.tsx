import { ArrowDownToLine, ArrowUpToLine, MailOpen } from "lucide-react";

import { Button } from "@/components/ui/button";
import type { ThreadEnd } from "@/features/ticket/use-thread-pages";
import { m } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatNumber } from "@/lib/format";

interface Props {
  count: number;
  end: ThreadEnd;
  onFirst: () => void;
  onNewest: () => void;
  /** Absent when nothing was unread. */
  onUnread?: (() => void) | undefined;
}

/** From one end of a long thread to the other; it stays in sight. */
export function ThreadJump({ count, end, onFirst, onNewest, onUnread }: Props) {
  return (
    <div className="pointer-events-none sticky top-2 z-20 flex justify-center [overflow-anchor:none]">
      <div role="group" aria-label={m.ticket.jump} className="pointer-events-auto flex items-center gap-1 rounded-full border border-line bg-raised py-1 pe-1 ps-3 text-xs text-ink-2 shadow-md">
        <span className={cn("pe-1 whitespace-nowrap tabular-nums", onUnread && "max-sm:hidden")}>{m.ticket.messageCount({ count: formatNumber(count) })}</span>
        <Button size="sm" variant="ghost" className="rounded-full" aria-pressed={end === "first"} onClick={onFirst}>
          <ArrowUpToLine aria-hidden />
          {m.ticket.jumpFirst}
        </Button>
        {onUnread ? (
          <Button size="sm" variant="ghost" className="rounded-full text-accent" onClick={onUnread}>
            <MailOpen aria-hidden />
            {m.conversation.firstUnread}
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" className="rounded-full" aria-pressed={end === "newest"} onClick={onNewest}>
          <ArrowDownToLine aria-hidden />
          {m.ticket.jumpNewest}
        </Button>
      </div>
    </div>
  );
}
