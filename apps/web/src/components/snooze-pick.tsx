import { AlarmClock, AlarmClockOff } from "lucide-react";
import { useState } from "react";

import type { Pick } from "@/components/quick-pick";
import { QuickPick } from "@/components/quick-pick";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { m } from "@/i18n";
import { formatDateTime, formatMoment } from "@/lib/format";
import { localValue, momentIn, snoozeMoments } from "@/lib/moments";

interface Props {
  title: string;
  /** Whether it is snoozed already: then it can be woken too. */
  snoozed: boolean;
  /** null wakes it. */
  onSnooze: (until: Date | null) => void;
  onClose: () => void;
}

function OwnDate({ now, onChoose }: { now: Date; onChoose: (at: Date) => void }) {
  const [value, setValue] = useState(() => localValue(new Date(now.getTime() + 24 * 3_600_000)));
  const [past, setPast] = useState(false);
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        const at = new Date(value);
        if (Number.isNaN(at.getTime()) || at.getTime() <= Date.now()) setPast(true);
        else onChoose(at);
      }}
    >
      <Input type="datetime-local" aria-label={m.ticket.snooze.ownDate} aria-invalid={past} value={value} onChange={(event) => setValue(event.target.value)} className="h-8 flex-1 text-sm" />
      <Button type="submit">{m.ticket.snooze.confirm}</Button>
      {past ? (
        <p role="alert" className="w-full text-xs text-red">
          {m.ticket.snooze.past}
        </p>
      ) : null}
    </form>
  );
}

/** Until when: a usual moment, "3d" typed, or a date of one's own. */
export function SnoozePick({ title, snoozed, onSnooze, onClose }: Props) {
  const [now] = useState(() => new Date());
  const icon = <AlarmClock aria-hidden className="text-ink-3" />;
  const moments = snoozeMoments(now).map(({ id, at }): Pick => ({ id, label: m.ticket.snooze.moments[id], hint: formatMoment(at.toISOString()), icon, run: () => onSnooze(at) }));
  const wake: Pick = { id: "wake", label: m.ticket.snooze.wakeNow, icon: <AlarmClockOff aria-hidden className="text-ink-3" />, run: () => onSnooze(null) };
  const fromText = (text: string): Pick | null => {
    const at = momentIn(text, now);
    return at && { id: "typed", label: formatDateTime(at.toISOString()), icon, run: () => onSnooze(at) };
  };
  return (
    <QuickPick
      title={title}
      placeholder={m.ticket.snooze.placeholder}
      picks={snoozed ? [wake, ...moments] : moments}
      fromText={fromText}
      footer={
        <OwnDate
          now={now}
          onChoose={(at) => {
            onClose();
            onSnooze(at);
          }}
        />
      }
      onClose={onClose}
    />
  );
}
