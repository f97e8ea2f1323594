/** When a reply can leave later. */

export interface Moment {
  id: "hour" | "evening" | "tomorrow" | "monday";
  at: Date;
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** Moments worth offering at `now`, soonest first, in the zone of the browser. */
export function presets(now: Date): Moment[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  const found: Moment[] = [{ id: "hour", at: new Date(now.getTime() + 3_600_000) }];
  if (now.getHours() < 17) found.push({ id: "evening", at: at(now, 0, 18) });
  found.push({ id: "tomorrow", at: at(now, 1, 9) });
  if (untilMonday > 1) found.push({ id: "monday", at: at(now, untilMonday, 9) });
  return found;
}

/** `date` as `<input type="datetime-local">` writes it. */
export function localValue(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
