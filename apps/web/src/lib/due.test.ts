import { describe, expect, it } from "vitest";

import { dueOf } from "@/lib/due";
import { sampleTicket } from "@/test/samples";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();
/** Promised within `promised` minutes, of which `left` are left. */
const due = (left: number, promised = 480, change = {}) =>
  dueOf(sampleTicket({ awaiting_reply_since: at(left - promised), response_due_at: at(left), response_due: "first", ...change }), NOW);

describe("what the list says of an answer that is due", () => {
  it.each([
    [3 * 1_440, "due in 3 days"],
    [120, "due in 2 hr"],
    [99, "due in 99 min"],
    [1, "due in 1 min"],
    [0.4, "due now"],
    [0, "due now"],
    [-0.4, "due now"],
    [-1, "overdue 1 min"],
    [-180, "overdue 3 hr"],
    [-2 * 1_440, "overdue 2 days"],
  ])("%d minutes before it: %s", (left, words) => expect(due(left)?.words).toBe(words));

  it.each([
    // Eight hours were promised: a quarter of it is two.
    [121, 480, "calm"],
    [119, 480, "soon"],
    // Of two hours a quarter would be half an hour: an hour is soon all the same.
    [61, 120, "calm"],
    [59, 120, "soon"],
    [0, 480, "late"],
    [-1, 480, "late"],
  ])("%d minutes of %d left are %s", (left, promised, pressure) => expect(due(left, promised)?.pressure).toBe(pressure));

  it("says in its title when, and which answer", () => {
    expect(due(60)?.title).toMatch(/^First answer promised by Thursday, November 26, 2026/);
    expect(due(60, 480, { response_due: "next" })?.title).toMatch(/^Answer promised by Thursday/);
  });

  it("is silent where nothing was promised, or nobody is to answer any more", () => {
    expect(dueOf(sampleTicket(), NOW)).toBeNull();
    for (const status of ["pending", "resolved", "closed", "spam"] as const) expect(due(60, 480, { status })).toBeNull();
  });
});
