/** Numbers, sizes, lists and times for people, in the language in use and the zone of the browser. */
import { dateFormat, listFormat, numberFormat, relativeFormat } from "@/i18n/intl";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function formatNumber(value: number): string {
  return numberFormat().format(value);
}

export function formatPercent(fraction: number): string {
  return numberFormat({ style: "percent", maximumFractionDigits: 0 }).format(fraction);
}

/** Bytes, with decimal units as mail programs show them. */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return numberFormat({
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

/** A length of time in its two largest units: "2 hr, 5 min", "40 sec". */
export function formatDuration(seconds: number): string {
  const parts: [number, "day" | "hour" | "minute" | "second"][] = [];
  if (seconds >= DAY) parts.push([Math.floor(seconds / DAY), "day"], [Math.floor((seconds % DAY) / HOUR), "hour"]);
  else if (seconds >= HOUR)
    parts.push([Math.floor(seconds / HOUR), "hour"], [Math.round((seconds % HOUR) / MINUTE), "minute"]);
  else if (seconds >= MINUTE) parts.push([Math.round(seconds / MINUTE), "minute"]);
  else parts.push([Math.max(0, Math.round(seconds)), "second"]);
  const words = parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => numberFormat({ style: "unit", unit, unitDisplay: "short" }).format(value));
  return listFormat({ type: "unit", style: "narrow" }).format(words);
}

/** About how long, in the one unit that says enough: "45 min", "2 hr", "3 days". */
export function formatAbout(seconds: number): string {
  const [value, unit] = seconds < 100 * MINUTE ? [seconds / MINUTE, "minute"] : seconds < 2 * DAY ? [seconds / HOUR, "hour"] : [seconds / DAY, "day"];
  return numberFormat({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(value);
}

/** "Ada, Ben": names, tags or addresses, as this language separates them. */
export function formatList(items: readonly string[]): string {
  return listFormat({ type: "unit", style: "short" }).format(items);
}

/** For a list: the time today, the weekday this week, the day this year, else the date. */
export function formatListTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const startOfDay = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const age = (startOfDay.getTime() - date.getTime()) / 1000;
  const format = (options: Intl.DateTimeFormatOptions) => dateFormat(options).format(date);
  if (age <= 0) return format({ hour: "numeric", minute: "2-digit" });
  if (age < 6 * DAY) return format({ weekday: "short" });
  if (date.getFullYear() === now.getFullYear()) return format({ month: "short", day: "numeric" });
  return format({ year: "numeric", month: "short", day: "numeric" });
}

export function formatDateTime(iso: string): string {
  return dateFormat({ dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** A moment ahead, as short as it can be told apart: weekday and time this week, else the date. */
export function formatMoment(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const away = (date.getTime() - now.getTime()) / 1000;
  const day: Intl.DateTimeFormatOptions =
    away < 6 * DAY ? { weekday: "short" } : date.getFullYear() === now.getFullYear() ? { month: "short", day: "numeric" } : { year: "numeric", month: "short", day: "numeric" };
  return dateFormat({ ...day, hour: "numeric", minute: "2-digit" }).format(date);
}

/** The whole truth for a tooltip: weekday, date, seconds and zone. */
export function formatFullTime(iso: string): string {
  return dateFormat({
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(new Date(iso));
}

/** "5 minutes ago", "in 20 minutes". */
export function formatRelative(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  const format = relativeFormat({ numeric: "auto" });
  if (size < 45) return format.format(0, "second");
  if (size < 45 * MINUTE) return format.format(Math.round(seconds / MINUTE), "minute");
  if (size < 22 * HOUR) return format.format(Math.round(seconds / HOUR), "hour");
  if (size < 26 * DAY) return format.format(Math.round(seconds / DAY), "day");
  if (size < 320 * DAY) return format.format(Math.round(seconds / (30 * DAY)), "month");
  return format.format(Math.round(seconds / (365 * DAY)), "year");
}
