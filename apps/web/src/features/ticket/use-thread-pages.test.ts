import { describe, expect, it } from "vitest";

import { joined } from "@/features/ticket/use-thread-pages";
import { sampleMessage } from "@/test/samples";

const messages = (...ids: string[]) => ids.map((id) => sampleMessage({ id }));
const ids = (found: ReturnType<typeof joined>) => found?.map((message) => message.id);

describe("joined", () => {
  it("keeps what the newest page showed before it slid on", () => {
    expect(ids(joined(messages("a", "b", "c"), messages("b", "c", "d")))).toEqual(["a", "b", "c", "d"]);
  });

  it("takes the page's own messages, which may have changed", () => {
    const [changed] = messages("b");
    expect(joined(messages("a", "b"), changed ? [changed] : [])?.[1]).toBe(changed);
  });

  it("joins nothing across a gap", () => {
    expect(joined(messages("a", "b"), messages("x", "y"))).toBeNull();
  });

  it("lets go of what was moved to another ticket", () => {
    const at = (id: string, minute: number) => sampleMessage({ id, sort_at: `2026-11-20T10:0${minute}:00Z` });
    expect(ids(joined([at("a", 0), at("b", 1), at("c", 2), at("d", 3)], [at("b", 1), at("d", 3)]))).toEqual(["a", "b", "d"]);
  });
});
