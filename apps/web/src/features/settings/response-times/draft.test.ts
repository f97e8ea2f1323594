import { describe, expect, it } from "vitest";

import type { Sla } from "@/api/types";
import type { Draft } from "@/features/settings/response-times/draft";
import { draftOf, hoursProblem, sameDraft, slaOf } from "@/features/settings/response-times/draft";
import { lengthOf, minutesIn } from "@/features/settings/response-times/lengths";

describe("a length of time", () => {
  it.each([
    ["30m", 30],
    ["4 h", 240],
    ["1h30m", 90],
    ["1,5 Std.", 90],
    ["２時間 15分", 135],
    ["90 Minuten", 90],
    ["", null],
    ["4", undefined],
    ["2d", undefined],
    ["0m", undefined],
    ["8761h", undefined],
    ["soon", undefined],
  ])("%j is %j minutes", (text, minutes) => expect(minutesIn(text)).toBe(minutes));

  it("is read as it is shown", () => {
    for (const minutes of [1, 59, 60, 61, 90, 1_440, 525_600]) expect(minutesIn(lengthOf(minutes))).toBe(minutes);
    expect(lengthOf(90)).toBe("1 h 30 min");
  });
});

describe("the hours of a day", () => {
  const span = (text: string) => ({ start: text.split("-")[0] ?? "", end: text.split("-")[1] ?? "" });
  it.each([
    ["", null],
    ["09:00-12:00 13:00-17:00", null],
    ["09:00-12:00 12:00-17:00", null],
    ["18:00-00:00", null],
    ["00:00-00:00", null],
    ["17:00-09:00", "reversed"],
    ["09:00-09:00", "reversed"],
    ["12:00-17:00 09:00-12:01", "overlap"],
    ["20:00-00:00 21:00-22:00", "overlap"],
    ["09:00-", "missing"],
  ])("%j: %j", (text, problem) => expect(hoursProblem(text === "" ? [] : text.split(" ").map(span))).toBe(problem));
});

const sla: Sla = {
  updated_at: "2026-11-02T08:00:00Z",
  business_hours: { time_zone: "Europe/Oslo", weekly: [{ weekday: 0, start: "09:00", end: "12:00" }, { weekday: 4, start: "20:00", end: "24:00" }], holidays: ["2026-12-25"] },
  policies: [
    { queue_id: null, targets: [{ priority: "urgent", first_response_minutes: 60, next_response_minutes: null }] },
    { queue_id: "00000003-0000-4000-8000-000000000001", targets: [] },
  ],
};

describe("the draft", () => {
  it("comes back as what it was made of", () => {
    expect({ ...slaOf(draftOf(sla)), updated_at: sla.updated_at }).toEqual(sla);
    const none: Sla = { updated_at: null, business_hours: { time_zone: "UTC", weekly: [], holidays: [] }, policies: [] };
    expect({ ...slaOf(draftOf(none)), updated_at: null }).toEqual(none);
  });

  it("is not sent with a mistake in it", () => {
    const draft = draftOf(sla);
    const wrong: Partial<Draft>[] = [
      { week: draft.week.map(() => []) },
      { week: [[{ start: "12:00", end: "09:00" }], ...draft.week.slice(1)] },
      { policies: draft.policies.map((policy) => ({ ...policy, targets: { ...policy.targets, low: { first: "soon", next: "" } } })) },
    ];
    for (const change of wrong) expect(slaOf({ ...draft, ...change })).toBeNull();
    expect(slaOf({ ...draft, ...wrong[0], aroundTheClock: true })?.business_hours.weekly).toEqual([]);
  });

  it("is the same in whatever order the queues stand", () => {
    const draft = draftOf(sla);
    expect(sameDraft(draft, { ...draft, policies: draft.policies.toReversed() })).toBe(true);
  });

  it("is the same however a length is written", () => {
    const draft = draftOf(sla);
    const written = (first: string): Draft => ({ ...draft, policies: draft.policies.map((policy, at) => (at === 0 ? { ...policy, targets: { ...policy.targets, urgent: { first, next: "" } } } : policy)) });
    expect([sameDraft(draft, written("60m")), sameDraft(draft, written("61m")), sameDraft(draft, written("soon"))]).toEqual([true, false, false]);
  });
});
