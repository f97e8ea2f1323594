import { Link } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import type { ComponentProps } from "react";
import { toast } from "sonner";

import { useReplayOccurrences } from "@/api/ops";
import type { OccurrenceState, OpsOccurrence } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/surface";
import { m } from "@/i18n/admin";
import { reasonText } from "@/lib/machine-words";

const tones: Record<OccurrenceState, ComponentProps<typeof Badge>["tone"]> = {
  discovered: "blue",
  fetched: "blue",
  processed: "green",
  gone: "neutral",
  failed: "red",
};

function Outcome({ occurrence }: { occurrence: OpsOccurrence }) {
  if (occurrence.ticket_id !== null) {
    return (
      <Link to="/tickets/$ticketId" params={{ ticketId: occurrence.ticket_id }} className="text-accent underline-offset-2 hover:underline">
        {m.ops.openTicket}
      </Link>
    );
  }
  return <span className="text-ink-2">{occurrence.disposition === null ? "—" : m.ops.dispositions[occurrence.disposition]}</span>;
}

export function OccurrenceRow({ occurrence }: { occurrence: OpsOccurrence }) {
  const replay = useReplayOccurrences();
  const run = () =>
    replay.mutate([occurrence.id], {
      onSuccess: () => toast(m.ops.replayQueued),
      onError: (error) => toast.error(m.ops.replayFailed, { description: explain(error) }),
    });
  return (
    <tr className="border-b border-line align-top last:border-0 hover:bg-hover">
      <td className="max-w-80 px-4 py-2">
        <span className="block truncate">{occurrence.subject || m.common.noSubject}</span>
        <span className="flex gap-2 text-xs text-ink-3">
          <span className="max-w-[60%] shrink-0 truncate">{occurrence.from_email || m.common.noSender}</span>
          <code className="min-w-0 truncate font-mono text-2xs leading-4.5" title={occurrence.gmail_message_id}>
            {occurrence.gmail_message_id}
          </code>
        </span>
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap">
        <Badge tone={tones[occurrence.state]}>{m.ops.states[occurrence.state]}</Badge>
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap">
        <Outcome occurrence={occurrence} />
      </td>
      <td className="w-full px-4 py-2.5">
        <span className="text-ink-2">{occurrence.reason === null ? null : (reasonText(occurrence.reason) ?? occurrence.reason.replaceAll("_", " "))}</span>
        {occurrence.error !== null ? <span className="block text-xs break-words text-red">{occurrence.error.detail ?? occurrence.error.code}</span> : null}
        {occurrence.attempts > 1 ? <span className="block text-2xs text-ink-3">{m.ops.attempts({ count: occurrence.attempts })}</span> : null}
      </td>
      <td className="px-4 py-2">
        <Button size="sm" variant="ghost" aria-label={m.ops.replaySelected({ id: occurrence.gmail_message_id })} onClick={run} disabled={replay.isPending}>
          <RotateCcw aria-hidden />
          {m.ops.replay}
        </Button>
      </td>
    </tr>
  );
}
