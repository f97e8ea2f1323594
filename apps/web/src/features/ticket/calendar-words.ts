/** What a calendar says in words, in the reader's language and zone. */
import type { CalendarEvent, CalendarMoment } from "@/api/types";
import { m } from "@/i18n";
import { dateFormat, listFormat } from "@/i18n/intl";

const words = m.conversation.calendar;

const day: Intl.DateTimeFormatOptions = { weekday: "short", year: "numeric", month: "short", day: "numeric" };
const time: Intl.DateTimeFormatOptions = { ...day, hour: "numeric", minute: "2-digit" };

/** Dates and local times are told as written: as if the reader were there. */
function valueOf({ date, at, local }: CalendarMoment): Date {
  return new Date(at ?? `${local ?? `${date ?? ""}T00:00:00`}Z`);
}

/** From when until when; instants in the reader's zone. */
export function whenText({ start, end }: Pick<CalendarEvent, "start" | "end">): string {
  if (start === null) return words.noTime;
  const options = { ...(start.date === null ? time : day), ...(start.at === null ? { timeZone: "UTC" } : { timeZoneName: "short" as const }) };
  const format = dateFormat(options);
  const [from, until] = [valueOf(start), end && valueOf(end)];
  const span = until !== null && until > from ? format.formatRange(from, until) : format.format(from);
  if (start.date !== null) return `${span}, ${words.allDay}`;
  return start.local === null ? span : `${span}, ${words.theirTime({ zone: start.zone })}`;
}

/** How it repeats; null when it does not. */
export function repeatText({ recurrence }: Pick<CalendarEvent, "recurrence">): string | null {
  if (recurrence === null) return null;
  const { frequency, interval, weekdays, count, until, exact } = recurrence;
  const tell = frequency === "daily" || frequency === "weekly" || frequency === "monthly" || frequency === "yearly" ? words.repeats[frequency] : null;
  // The fifth of January 1970 was a Monday.
  const names = weekdays.map((weekday) => dateFormat({ weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(1970, 0, 5 + weekday))));
  return [
    tell ? tell({ count: interval }) : words.repeats.other,
    names.length > 0 && frequency === "weekly" ? words.onDays({ days: listFormat().format(names) }) : "",
    count === null ? "" : words.times({ count }),
    until === null ? "" : words.until({ date: dateFormat({ dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${until}T00:00:00Z`)) }),
    exact ? "" : words.inexact,
  ]
    .filter((part) => part !== "")
    .join(", ");
}
