import { useQuery } from "@tanstack/react-query";

import { whyQuery } from "@/api/tickets";
import type { Decision, Message, Why } from "@/api/types";
import { ErrorState, LoadingNote } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/surface";
import { Confidence } from "@/features/ticket/confidence";
import { Evidence } from "@/features/ticket/evidence";
import { m } from "@/i18n";
import { reasonText } from "@/lib/machine-words";

const stages = ["dedupe", "stitch", "routing", "classification"] as const satisfies readonly (keyof Why)[];

function humanise(word: string): string {
  const known = reasonText(word);
  if (known !== undefined) return known;
  const words = word.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function hasContent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && (typeof value !== "object" || Object.keys(value).length > 0);
}

function Stage({ title, decision }: { title: string; decision: Decision | null }) {
  return (
    <section className="border-b border-line px-4 py-4 last:border-0">
      <h3 className="text-2xs font-medium text-ink-3">{title}</h3>
      {decision?.decision == null ? (
        <p className="mt-1 text-sm text-ink-3">{m.ticket.whyPanel.none}</p>
      ) : (
        <>
          <div className="mt-1 flex flex-wrap items-center gap-2">
            <span className="text-sm font-semibold">{humanise(decision.decision)}</span>
            <Confidence value={decision.confidence} />
          </div>
          {decision.reason ? <p className="mt-0.5 text-sm text-ink-2">{humanise(decision.reason)}</p> : null}
          <div className="mt-3 rounded-lg border border-line bg-sunken p-3">
            <Evidence value={decision.evidence} />
          </div>
          <h4 className="mt-3 mb-1 text-2xs font-medium text-ink-3">{m.ticket.whyPanel.alternatives}</h4>
          {hasContent(decision.alternatives) ? (
            <Evidence value={decision.alternatives} />
          ) : (
            <p className="text-xs text-ink-3">{m.ticket.whyPanel.noAlternatives}</p>
          )}
        </>
      )}
    </section>
  );
}

function Stages({ message }: { message: Message }) {
  const why = useQuery(whyQuery(message.ticket_id, message.id));
  if (why.isPending) {
    return (
      <div className="space-y-3 p-4">
        <LoadingNote />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  if (why.isError) return <ErrorState error={why.error} onRetry={() => void why.refetch()} />;
  return stages.map((stage) => <Stage key={stage} title={m.ticket.whyPanel[stage]} decision={why.data[stage]} />);
}

interface Props {
  message: Message | null;
  onClose: () => void;
  /** Absent for whoever only reads. */
  onMove?: ((message: Message) => void) | undefined;
  onSplit?: ((message: Message) => void) | undefined;
}

/** Every decision about one message, with its evidence and what else was considered. */
export function WhyPanel({ message, onClose, onMove, onSplit }: Props) {
  const correct = (wrong: Message, how: (message: Message) => void) => {
    onClose();
    how(wrong);
  };
  return (
    <Dialog open={message !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent side="end" title={m.ticket.whyPanel.title} description={m.ticket.whyPanel.description}>
        {message && (onMove || onSplit) ? (
          <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
            <span className="flex-1 text-sm text-ink-2">{m.corrections.correct}</span>
            {onMove ? <Button size="sm" onClick={() => correct(message, onMove)}>{m.corrections.move}</Button> : null}
            {onSplit ? <Button size="sm" onClick={() => correct(message, onSplit)}>{m.corrections.split}</Button> : null}
          </div>
        ) : null}
        {message ? <Stages message={message} /> : null}
      </DialogContent>
    </Dialog>
  );
}
