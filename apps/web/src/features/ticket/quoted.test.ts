import { describe, expect, it } from "vitest";

import { segmentsOf, trailingHistory } from "@/features/ticket/quoted";

const show = (text: string, ranges: [number, number][]) =>
  segmentsOf(text, ranges).map((segment) => (segment.quoted ? `[${segment.text.trim()}]` : segment.text.trim()));

describe("segmentsOf", () => {
  it("takes everything for the author's without ranges", () => {
    expect(show("Hello\n> not marked", [])).toEqual(["Hello\n> not marked"]);
    expect(segmentsOf("", [])).toEqual([]);
  });

  it("folds the history under a top-posted answer", () => {
    expect(show("Yes.\n\nOn Monday Bob wrote:\n> really?", [[0, 4]])).toEqual(["Yes.", "[On Monday Bob wrote:\n> really?]"]);
  });

  it("keeps answers between quotes in sight", () => {
    const text = "> one?\nyes\n> two?\nno\n";
    expect(show(text, [[7, 11], [18, 21]])).toEqual(["[> one?]", "yes", "[> two?]", "no"]);
  });

  it("counts code points, as the server does, not UTF-16 units", () => {
    expect(show("😀😀 ok\n> 引用", [[0, 6]])).toEqual(["😀😀 ok", "[> 引用]"]);
  });

  it("loses no character whatever the ranges say", () => {
    const text = "abc def ghi";
    for (const ranges of [[[4, 7]], [[0, 99]], [[5, 6], [0, 2]], [[0, 4], [2, 8]]] as [number, number][][]) {
      expect(segmentsOf(text, ranges).map((segment) => segment.text).join("")).toBe(text);
    }
  });
});

it("knows the history at the end, and that there is none when the author has the last word", () => {
  expect(trailingHistory("Yes.\n> Is it?", [[0, 4]])).toContain("> Is it?");
  expect(trailingHistory("> Is it?\nYes.", [[9, 13]])).toBe("");
  expect(trailingHistory("Yes.", [])).toBe("");
});
