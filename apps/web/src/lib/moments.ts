/** Moments that a person means, in the zone of the browser. Pure: `now` comes from the caller. */

export interface Moment {
  id: "laterToday" | "tomorrow" | "weekend" | "nextWeek" | "nextMonth";
  at: Date;
}

const MORNING = 9;

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** When something put off at `now` may come back, soonest first. */
export function snoozeMoments(now: Date): Moment[] {
  const found: Moment[] = [];
  if (now.getHours() < 20) found.push({ id: "laterToday", at: at(now, 0, now.getHours() + 3) });
  found.push({ id: "tomorrow", at: at(now, 1, MORNING) });
  const untilSaturday = (6 - now.getDay() + 7) % 7;
  // On a Friday that is tomorrow, at the weekend it is now.
  if (untilSaturday > 1) found.push({ id: "weekend", at: at(now, untilSaturday, MORNING) });
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  if (untilMonday > 1) found.push({ id: "nextWeek", at: at(now, untilMonday, MORNING) });
  found.push({ id: "nextMonth", at: new Date(now.getFullYear(), now.getMonth() + 1, 1, MORNING) });
  return found;
}

const MINUTES = { m: 1, h: 60, d: 1_440, w: 10_080 } as const;
const LENGTH = /^(\d{1,4})\s*(m|h|d|w)(?:in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?$/i;

/** The moment that "30m", "2 hours", "3d" or "1 week" names; days and weeks end in the morning. */
export function momentIn(text: string, now: Date): Date | null {
  const [, count, unit] = LENGTH.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined || Number(count) === 0) return null;
  const minutes = Number(count) * MINUTES[unit.toLowerCase() as keyof typeof MINUTES];
  return minutes >= MINUTES.d ? at(now, minutes / MINUTES.d, MORNING) : new Date(now.getTime() + minutes * 60_000);
}

/** `date` as `<input type="datetime-local">` writes it. */
export function localValue(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
