import { Ellipsis, GitMerge, Route, ShieldX, Split } from "lucide-react";
import { useState } from "react";

import type { TicketDetail } from "@/api/types";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { SplitDialog } from "@/features/ticket/split-dialog";
import { TicketChooser } from "@/features/ticket/ticket-chooser";
import { useChange } from "@/features/ticket/use-change";
import type { Corrections } from "@/features/ticket/use-corrections";
import { m } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";

interface Props {
  detail: TicketDetail;
  corrections: Corrections;
}

/** What can be corrected about the whole ticket. */
export function TicketMenu({ detail, corrections }: Props) {
  const { ticket } = detail;
  const [dialog, setDialog] = useState<"merge" | "split" | null>(null);
  const change = useChange(ticket);
  useShortcuts([
    { keys: "c m", label: m.corrections.merge, group: "ticket", run: () => setDialog("merge") },
    ...(ticket.message_count > 1 ? [{ keys: "c s", label: m.corrections.splitSeveral, group: "ticket" as const, run: () => setDialog("split") }] : []),
    { keys: "c r", label: m.corrections.reroute, group: "ticket", run: corrections.reroute },
  ]);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={m.corrections.menu}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setDialog("merge")}>
            <GitMerge aria-hidden />
            {m.corrections.merge}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={ticket.message_count < 2} onSelect={() => setDialog("split")}>
            <Split aria-hidden />
            {m.corrections.splitSeveral}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={corrections.reroute}>
            <Route aria-hidden />
            {m.corrections.reroute}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={ticket.status === "spam"} onSelect={() => change({ status: "spam" }, m.corrections.spamDone)}>
            <ShieldX aria-hidden />
            {m.corrections.spam}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "merge" ? (
        <TicketChooser
          title={m.corrections.mergeTitle}
          hint={m.corrections.mergeHint({ code: ticket.ticket_code })}
          confirm={m.corrections.mergeConfirm}
          except={ticket.id}
          onChoose={corrections.merge}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "split" ? <SplitDialog detail={detail} onSplit={corrections.split} onClose={() => setDialog(null)} /> : null}
    </>
  );
}
