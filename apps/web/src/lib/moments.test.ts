import { describe, expect, it } from "vitest";

import { localValue, momentIn, snoozeMoments } from "@/lib/moments";

const shown = (now: Date) => Object.fromEntries(snoozeMoments(now).map(({ id, at }) => [id, localValue(at)]));

describe("moments to snooze until", () => {
  it("on a Tuesday", () => {
    expect(shown(new Date(2026, 10, 24, 14, 20))).toEqual({
      laterToday: "2026-11-24T17:00",
      tomorrow: "2026-11-25T09:00",
      weekend: "2026-11-28T09:00",
      nextWeek: "2026-11-30T09:00",
      nextMonth: "2026-12-01T09:00",
    });
  });

  it.each([
    [new Date(2026, 10, 27, 21), ["tomorrow", "nextWeek", "nextMonth"]],
    [new Date(2026, 10, 28, 10), ["laterToday", "tomorrow", "nextWeek", "nextMonth"]],
    [new Date(2026, 10, 29, 10), ["laterToday", "tomorrow", "weekend", "nextMonth"]],
  ])("leaves out what would be said twice (%s)", (now, ids) => {
    expect(Object.keys(shown(now))).toEqual(ids);
  });

  it.each([
    ["30m", "2026-11-24T14:50"],
    ["2 hours", "2026-11-24T16:20"],
    ["3d", "2026-11-27T09:00"],
    ["1 week", "2026-12-01T09:00"],
  ])("reads %s", (text, expected) => {
    expect(localValue(momentIn(text, new Date(2026, 10, 24, 14, 20)) ?? new Date(0))).toBe(expected);
  });

  it.each(["", "0d", "soon", "3 months ago", "-1d", "99999d"])("does not read %j", (text) => {
    expect(momentIn(text, new Date())).toBeNull();
  });
});
