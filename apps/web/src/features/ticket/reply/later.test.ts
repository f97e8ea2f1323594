import { expect, it } from "vitest";

import { localValue, presets } from "@/features/ticket/reply/later";

const offered = (now: Date) => presets(now).map(({ id, at }) => [id, localValue(at)]);

it("offers this evening only while there is one, and Monday only where it is not tomorrow", () => {
  expect(offered(new Date(2026, 10, 25, 10, 30))).toEqual([
    ["hour", "2026-11-25T11:30"],
    ["evening", "2026-11-25T18:00"],
    ["tomorrow", "2026-11-26T09:00"],
    ["monday", "2026-11-30T09:00"],
  ]);
  expect(offered(new Date(2026, 10, 29, 21, 0))).toEqual([
    ["hour", "2026-11-29T22:00"],
    ["tomorrow", "2026-11-30T09:00"],
  ]);
  expect(offered(new Date(2026, 10, 30, 9, 0)).at(-1)).toEqual(["monday", "2026-12-07T09:00"]);
});
