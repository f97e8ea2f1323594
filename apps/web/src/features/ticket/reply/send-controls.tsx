import { ChevronDown, Clock } from "lucide-react";
import { useState } from "react";

import type { TicketStatus } from "@/api/types";
import { StatusIcon } from "@/components/status";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { localValue, presets } from "@/features/ticket/reply/later";
import type { Extra } from "@/features/ticket/reply/use-sending";
import { m } from "@/i18n";
import { formatDateTime } from "@/lib/format";

const words = m.reply;
const STATUSES = ["pending", "resolved", "open", "closed"] as const satisfies readonly TicketStatus[];

interface Props {
  onSend: (extra?: Extra) => void;
  sending: boolean;
}

function Later({ onSend, sending }: Props) {
  const [open, setOpen] = useState(false);
  const [now, setNow] = useState(() => new Date());
  const [custom, setCustom] = useState("");
  const [past, setPast] = useState(false);
  const send = (at: Date) => {
    setOpen(false);
    onSend({ sendAt: at.toISOString() });
  };
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setNow(new Date());
        setCustom(localValue(new Date(Date.now() + 2 * 3_600_000)));
        setPast(false);
        setOpen(next);
      }}
    >
      <Tooltip content={words.sendLater}>
        <PopoverTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={words.sendLater} disabled={sending}>
            <Clock aria-hidden />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent label={words.sendLater}>
        <ul className="-mx-1 -mt-1">
          {presets(now).map(({ id, at }) => (
            <li key={id}>
              <button type="button" onClick={() => send(at)} className="flex h-8 w-full items-center justify-between gap-3 rounded-md px-2 text-sm hover:bg-hover">
                {words.later[id]}
                <span className="text-xs text-ink-3 tabular-nums">{formatDateTime(at.toISOString())}</span>
              </button>
            </li>
          ))}
        </ul>
        <form
          className="mt-2 flex flex-wrap items-center gap-2 border-t border-line pt-2"
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            const at = new Date(custom);
            if (Number.isNaN(at.getTime()) || at.getTime() <= Date.now()) setPast(true);
            else send(at);
          }}
        >
          <Input type="datetime-local" aria-label={words.later.custom} aria-invalid={past} value={custom} onChange={(event) => setCustom(event.target.value)} className="h-8 flex-1 text-sm" />
          <Button type="submit" size="md">
            {words.later.schedule}
          </Button>
          {past ? (
            <p role="alert" className="w-full text-xs text-red">
              {words.later.past}
            </p>
          ) : null}
        </form>
      </PopoverContent>
    </Popover>
  );
}

export function SendControls({ onSend, sending }: Props) {
  return (
    <div className="flex items-center gap-1">
      <Later onSend={onSend} sending={sending} />
      <div className="flex">
        <Tooltip content={words.send} keys="mod+enter">
          <Button variant="primary" className="rounded-e-none" disabled={sending} onClick={() => onSend()}>
            {sending ? words.sending : words.send}
          </Button>
        </Tooltip>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="primary" className="rounded-s-none border-s border-s-accent-ink/30 px-1.5" aria-label={words.sendMore} disabled={sending}>
              <ChevronDown aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {STATUSES.map((status, index) => (
              <div key={status} role="presentation">
                {index === 2 ? <DropdownMenuSeparator /> : null}
                <DropdownMenuItem onSelect={() => onSend({ setStatus: status })}>
                  <StatusIcon status={status} />
                  {words.sendAnd({ status: m.common.statuses[status] })}
                </DropdownMenuItem>
              </div>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      </div>
    </div>
  );
}
