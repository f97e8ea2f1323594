import { useState } from "react";

import type { TicketDetail } from "@/api/types";
import { displayName } from "@/components/person";
import { explain } from "@/components/states";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { messageTime } from "@/features/ticket/timeline";
import { useThreadPages } from "@/features/ticket/use-thread-pages";
import { m } from "@/i18n";

interface Props {
  detail: TicketDetail;
  onSplit: (messageIds: string[]) => void;
  onClose: () => void;
}

/** Choose several messages that get a ticket of their own; one must stay. */
export function SplitDialog({ detail, onSplit, onClose }: Props) {
  const { messages, hasMore, isLoading, error, loadMore } = useThreadPages(detail, "newest");
  const total = detail.ticket.message_count;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title={m.corrections.splitTitle} description={m.corrections.splitHint}>
        {hasMore ? (
          <div className="flex flex-col items-center gap-1 px-3 pt-3">
            <Button size="sm" disabled={isLoading} onClick={loadMore}>
              {isLoading ? m.common.loading : m.ticket.older}
            </Button>
            {error ? (
              <p role="alert" className="text-xs text-red">
                {m.ticket.olderFailed} {explain(error)}
              </p>
            ) : null}
          </div>
        ) : null}
        <ul className="space-y-0.5 p-3">
          {messages.map((message) => (
            <li key={message.id}>
              <label className="flex cursor-pointer items-start gap-3 rounded-md px-2 py-2 hover:bg-hover">
                <input type="checkbox" className="mt-1 size-4 shrink-0 accent-accent" checked={chosen.has(message.id)} onChange={() => toggle(message.id)} />
                <span className="min-w-0 flex-1">
                  <span className="flex items-baseline justify-between gap-2">
                    <span className="min-w-0 truncate text-sm font-medium">{displayName(message.author.name || message.from_name, message.author.email || message.from_email)}</span>
                    <Time value={messageTime(message)} className="shrink-0 text-xs text-ink-3 tabular-nums" />
                  </span>
                  <span className="block truncate text-xs text-ink-2">{message.snippet || m.common.noSubject}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <div className="sticky bottom-0 flex justify-end gap-2 border-t border-line bg-raised px-4 py-3">
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={chosen.size === 0 || chosen.size >= total}
            onClick={() => {
              onSplit([...chosen]);
              onClose();
            }}
          >
            {m.corrections.splitConfirm({ count: chosen.size })}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
