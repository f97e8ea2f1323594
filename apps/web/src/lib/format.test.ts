import { describe, expect, it } from "vitest";

import { formatBytes, formatDuration, formatListTime, formatRelative } from "@/lib/format";

it.each([
  [12, "12 sec"],
  [205, "3 min"],
  [3_900, "1 hr 5 min"],
  [90_000, "1 day 1 hr"],
])("says %i seconds as %s", (seconds, words) => expect(formatDuration(seconds)).toBe(words));

it.each([
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_500, "1.5 kB"],
  [12_400_000, "12 MB"],
])("says %i bytes as %s", (bytes, words) => expect(formatBytes(bytes)).toBe(words));

describe("times in a list", () => {
  const now = new Date(2026, 10, 23, 15, 0);
  it.each([
    [new Date(2026, 10, 23, 9, 5), /9:05/],
    [new Date(2026, 10, 20, 9, 5), /^Fri$/],
    [new Date(2026, 8, 1), /^Sep 1$/],
    [new Date(2025, 8, 1), /2025/],
  ])("shows %s as %s", (date, words) => expect(formatListTime(date.toISOString(), now)).toMatch(words));
});

it("speaks of the future and the past", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(formatRelative("2026-11-23T12:30:00Z", now)).toBe("in 30 minutes");
  expect(formatRelative("2026-11-21T12:00:00Z", now)).toBe("2 days ago");
});
