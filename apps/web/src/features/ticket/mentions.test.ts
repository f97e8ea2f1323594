import { describe, expect, it } from "vitest";

import type { Member } from "@/api/types";
import { callingAt, complete, membersFor, mentionedIn } from "@/features/ticket/mentions";

const member = (user_id: string, name: string): Member => ({ user_id, name, email: `${user_id}@halden.example`, role: "agent" });
const ann = member("ann", "Ann");
const annLee = member("lee", "Ann Lee");
const tomas = member("tom", "Tomáš Novák");
const all = [ann, annLee, tomas];

describe("calling members in a note", () => {
  it.each([
    ["@", 1, { at: 0, text: "" }],
    ["ask @to", 7, { at: 4, text: "to" }],
    ["ask @Ann Le", 11, { at: 4, text: "Ann Le" }],
    ["mail ann@x", 10, null],
    ["@ann said so", 12, null],
  ])("knows the call at the caret of %j", (text, caret, expected) => {
    expect(callingAt(text, caret)).toEqual(expected);
  });

  it("finds by any word, without accents", () => {
    expect(membersFor("nov", all)).toEqual([tomas]);
    expect(membersFor("an", all)).toEqual([ann, annLee]);
  });

  it("completes and puts the caret behind", () => {
    expect(complete("ask @to now", { at: 4, text: "to" }, tomas)).toEqual({ text: "ask @Tomáš Novák now", caret: 17 });
  });

  it("takes the longest name, and no part of a word", () => {
    expect(mentionedIn("@Ann Lee and @Tomáš Novák", all).sort()).toEqual(["lee", "tom"]);
    expect(mentionedIn("@Annabel", all)).toEqual([]);
  });
});
