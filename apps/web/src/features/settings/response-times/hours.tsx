import { DayHours } from "@/features/settings/response-times/day-hours";
import type { Draft } from "@/features/settings/response-times/draft";
import { hoursProblem, weekIsEmpty } from "@/features/settings/response-times/draft";
import { Holidays } from "@/features/settings/response-times/holidays";
import { ZoneField } from "@/features/settings/response-times/zone-field";
import { m } from "@/i18n/admin";

const words = m.settings.responseTimes.hours;
const MODES = [
  { always: true, label: words.always },
  { always: false, label: words.weekly },
];

interface Props {
  draft: Draft;
  /** Null when the caller may only look. */
  onChange: ((change: Partial<Draft>) => void) | null;
}

function Mode({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{words.mode}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {MODES.map(({ always, label }) => (
          <label key={label} className="flex min-h-6 items-center gap-2 text-sm">
            <input type="radio" name="hours" className="size-4 accent-accent" checked={draft.aroundTheClock === always} onChange={() => onChange({ aroundTheClock: always })} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Week({ week, onChange }: { week: Draft["week"]; onChange: ((week: Draft["week"]) => void) | null }) {
  const [monday = []] = week;
  const same = week.slice(1, 5).every((spans) => JSON.stringify(spans) === JSON.stringify(monday));
  const copy = onChange === null || same || monday.length === 0 || hoursProblem(monday) !== null ? null : () => onChange(week.map((spans, day) => (day < 5 ? monday : spans)));
  return (
    <div className="max-w-lg">
      {week.map((spans, weekday) => (
        <DayHours
          key={weekday}
          weekday={weekday}
          spans={spans}
          onChange={onChange && ((changed) => onChange(week.map((others, day) => (day === weekday ? changed : others))))}
          onCopy={weekday === 0 ? copy : null}
        />
      ))}
      {weekIsEmpty(week) ? (
        <p role="alert" className="pt-2 text-xs text-red">
          {words.none}
        </p>
      ) : null}
    </div>
  );
}

/** When the organisation works: zone, week and holidays. */
export function Hours({ draft, onChange }: Props) {
  return (
    <div className="space-y-5 p-5">
      {onChange ? <Mode draft={draft} onChange={onChange} /> : draft.aroundTheClock ? <p className="text-sm">{words.always}</p> : null}
      <ZoneField zone={draft.zone} onChange={onChange && ((zone) => onChange({ zone }))} />
      {draft.aroundTheClock ? null : <Week week={draft.week} onChange={onChange && ((week) => onChange({ week }))} />}
      <Holidays holidays={draft.holidays} onChange={onChange && ((holidays) => onChange({ holidays }))} />
    </div>
  );
}
