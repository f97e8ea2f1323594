import { describe, expect, it } from "vitest";

import type { Operator } from "@/features/inbox/search-completion";
import { accept, complete, OPERATORS } from "@/features/inbox/search-completion";

const vocabulary = { members: [{ name: "Ingrid Moe", email: "ingrid@halden.example" }], queues: ["Billing", "After sales"], tags: ["warranty", "vip"] };
const hints = Object.fromEntries(OPERATORS.map((one) => [one, ""])) as Record<Operator, string>;
/** `|` is the caret. */
const at = (marked: string) => complete(marked.replace("|", ""), marked.indexOf("|"), vocabulary, hints);
const labels = (marked: string) => at(marked).suggestions.map(({ label }) => label);
const take = (marked: string, label: string) => {
  const completion = at(marked);
  const suggestion = completion.suggestions.find((one) => one.label === label);
  if (!suggestion) throw new Error(`${label} is not suggested`);
  const { text, caret } = accept(marked.replace("|", ""), completion, suggestion);
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
};

describe("complete", () => {
  it("offers operators, first all, then those that are begun", () => {
    expect(labels("|")).toEqual(OPERATORS.map((one) => `${one}:`));
    expect(labels("hub s|")).toEqual(["subject:", "status:"]);
    expect(labels("-(fr|")).toEqual(["from:"]);
    expect(labels("hub |")).toEqual([]);
  });

  it("offers the values of an operator, by any word of what they are called", () => {
    expect(labels("is:un|")).toEqual(["unread", "unassigned", "unanswered"]);
    expect(labels("assignee:|")).toEqual(["me", "none", "ingrid@halden.example"]);
    expect(labels("FROM:moe|")).toEqual(["ingrid@halden.example"]);
    expect(labels('queue:"after s|')).toEqual(["After sales"]);
    expect(labels("tag:vip|")).toEqual([]);
    expect(labels("colour:|")).toEqual([]);
  });

  it("writes a suggestion in the place of the word", () => {
    expect(take("a st| b", "status:")).toBe("a status:| b");
    expect(take("(tag:w|) b", "warranty")).toBe("(tag:warranty|) b");
    expect(take("-queue:aft|", "After sales")).toBe('-queue:"After sales" |');
  });
});
