import { Copy, Plus, X } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { Span } from "@/features/settings/response-times/draft";
import { hoursProblem, WORKDAY } from "@/features/settings/response-times/draft";
import { m } from "@/i18n/admin";
import { dateFormat } from "@/i18n/intl";
import { formatList } from "@/lib/format";

const words = m.settings.responseTimes.hours;
const clock = (time: string) => dateFormat({ hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(new Date(`2024-01-01T${time}:00Z`));
/** 1 January 2024 was a Monday. */
const dayName = (weekday: number) => dateFormat({ weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, 1 + weekday)));

/** What a day gets that had no hours yet, or more after those it has. */
function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  return last === undefined ? WORKDAY : { start: last.end, end: "" };
}

interface TimeProps {
  label: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function Time({ label, value, problem, onChange }: TimeProps) {
  return (
    <Input
      type="time"
      aria-label={label}
      aria-invalid={problem !== undefined}
      aria-describedby={problem}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      // The picker's button is in the way of the digits, and the keyboard does as much.
      className="h-8 w-26 px-2 text-center text-sm tabular-nums [&::-webkit-calendar-picker-indicator]:hidden"
    />
  );
}

interface Props {
  weekday: number;
  spans: readonly Span[];
  /** Null when the caller may only look. */
  onChange: ((spans: readonly Span[]) => void) | null;
  onCopy: (() => void) | null;
}

/** When a day is worked on. */
export function DayHours({ weekday, spans, onChange, onCopy }: Props) {
  const day = dayName(weekday);
  const problem = hoursProblem(spans);
  const errorId = problem === null ? undefined : `hours-${weekday}-error`;
  const set = (at: number, change: Partial<Span>) => onChange?.(spans.map((span, index) => (index === at ? { ...span, ...change } : span)));
  return (
    <div role="group" aria-label={day} className="grid gap-x-3 gap-y-1 border-b border-line py-2 last:border-0 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <p aria-hidden className="text-sm font-medium sm:pt-1.5">
        {day}
      </p>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1 space-y-1.5">
          {spans.length === 0 ? (
            <p className="py-1.5 text-sm text-ink-3">{words.closed}</p>
          ) : onChange === null ? (
            <p className="py-1.5 text-sm tabular-nums">{formatList(spans.map(({ start, end }) => `${clock(start)} – ${clock(end)}`))}</p>
          ) : (
            spans.map((span, at) => (
              <div key={at} className="flex items-center gap-1.5">
                <Time label={words.from({ day })} value={span.start} problem={errorId} onChange={(start) => set(at, { start })} />
                <span aria-hidden className="text-ink-3">
                  –
                </span>
                <Time label={words.until({ day })} value={span.end} problem={errorId} onChange={(end) => set(at, { end })} />
                <Button variant="ghost" size="icon" aria-label={words.remove({ day })} title={words.remove({ day })} onClick={() => onChange(spans.filter((_, index) => index !== at))}>
                  <X aria-hidden />
                </Button>
              </div>
            ))
          )}
          {problem === null ? null : (
            <p id={errorId} role="alert" className="text-xs text-red">
              {words.problems[problem]}
            </p>
          )}
        </div>
        {onCopy === null ? null : (
          <Button variant="ghost" size="icon" aria-label={words.copy} title={words.copy} onClick={onCopy}>
            <Copy aria-hidden />
          </Button>
        )}
        {onChange === null ? null : (
          <Button variant="ghost" size="icon" aria-label={words.add({ day })} title={words.add({ day })} onClick={() => onChange([...spans, nextSpan(spans)])}>
            <Plus aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
}
