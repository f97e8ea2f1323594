import { useState } from "react";

import { Field } from "@/components/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Removable } from "@/features/settings/removable";
import { m } from "@/i18n/admin";
import { dateFormat } from "@/i18n/intl";

const words = m.settings.responseTimes.holidays;

/** A browser takes a year of five digits, which is no date to anybody else. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const dayOf = (date: string) => dateFormat({ weekday: "short", year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

interface Props {
  /** Ordered ISO dates. */
  holidays: readonly string[];
  /** Null when the caller may only look. */
  onChange: ((holidays: readonly string[]) => void) | null;
}

function AddHoliday({ holidays, onChange }: { holidays: readonly string[]; onChange: (holidays: readonly string[]) => void }) {
  const [date, setDate] = useState("");
  const [error, setError] = useState<string>();
  const add = () => {
    const problem = !DAY.test(date) ? words.missing : holidays.includes(date) ? words.known : undefined;
    setError(problem);
    if (problem !== undefined) return;
    onChange([...holidays, date].sort());
    setDate("");
  };
  return (
    <Field label={words.date} error={error}>
      {(control) => (
        <div className="flex flex-wrap gap-2">
          <Input
            {...control}
            type="date"
            value={date}
            max="9999-12-31"
            className="w-44"
            onChange={(event) => setDate(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              // Enter in a field saves the whole page otherwise.
              event.preventDefault();
              add();
            }}
          />
          <Button size="lg" onClick={add}>
            {words.add}
          </Button>
        </div>
      )}
    </Field>
  );
}

/** Days on which nobody works. */
export function Holidays({ holidays, onChange }: Props) {
  return (
    <section aria-label={words.title} className="border-t border-line pt-5">
      <h3 className="text-sm font-medium">{words.title}</h3>
      <p className="mt-0.5 text-xs text-ink-3">{words.help}</p>
      {holidays.length === 0 ? (
        <p className="mt-3 text-sm text-ink-2">{words.none}</p>
      ) : (
        <ul aria-label={words.title} className="mt-3 flex flex-wrap gap-2">
          {holidays.map((date) => (
            <Removable key={date} remove={words.remove({ date: dayOf(date) })} onRemove={onChange && (() => onChange(holidays.filter((other) => other !== date)))}>
              {dayOf(date)}
            </Removable>
          ))}
        </ul>
      )}
      {onChange ? (
        <div className="mt-4">
          <AddHoliday holidays={holidays} onChange={onChange} />
        </div>
      ) : null}
    </section>
  );
}
