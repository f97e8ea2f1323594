import { beforeEach, describe, expect, it, vi } from "vitest";

import type { CalendarMoment } from "@/api/types";
import { repeatText, whenText } from "@/features/ticket/calendar-words";

beforeEach(() => void vi.stubEnv("TZ", "America/New_York"));

const none: CalendarMoment = { date: null, at: null, local: null, zone: "" };
const plain = (text: string) => text.replace(/\s/g, " ");

describe("whenText", () => {
  it("tells instants in the reader's zone", () => {
    const text = plain(whenText({ start: { ...none, at: "2026-07-03T08:00:00Z" }, end: { ...none, at: "2026-07-03T09:30:00Z" } }));
    expect(text).toMatch(/Fri, Jul 3, 2026, 4:00 – 5:30 AM EDT/);
  });

  it("moves no whole day, wherever the reader is", () => {
    expect(plain(whenText({ start: { ...none, date: "2026-07-03" }, end: { ...none, date: "2026-07-04" } }))).toMatch(/Jul 3.*Jul 4, 2026, all day$/);
    expect(plain(whenText({ start: { ...none, date: "2026-07-03" }, end: null }))).toBe("Fri, Jul 3, 2026, all day");
  });

  it("tells a time of an unknown zone as it is written, and says so", () => {
    const start = { ...none, local: "2026-07-03T10:00:00", zone: "Mars/Olympus" };
    expect(plain(whenText({ start, end: null }))).toBe("Fri, Jul 3, 2026, 10:00 AM, in the time of Mars/Olympus");
    expect(whenText({ start: null, end: null })).toBe("No time given");
  });
});

describe("repeatText", () => {
  it.each([
    [{ frequency: "weekly", interval: 2, weekdays: [0, 2], count: null, until: "2026-12-24", exact: true }, "Every 2 weeks, on Monday and Wednesday, until Dec 24, 2026"],
    [{ frequency: "yearly", interval: 1, weekdays: [], count: 3, until: null, exact: true }, "Every year, 3 times"],
    [{ frequency: "", interval: 1, weekdays: [], count: null, until: null, exact: false }, "Repeats, with exceptions or rules that the calendar tells"],
  ])("says %o", (recurrence, text) => {
    expect(repeatText({ recurrence })).toBe(text);
  });
});
