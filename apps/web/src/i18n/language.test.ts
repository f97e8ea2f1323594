import { describe, expect, it } from "vitest";

import { de } from "@/i18n/de";
import { admin as deAdmin } from "@/i18n/de/admin";
import { en } from "@/i18n/en";
import { admin as enAdmin } from "@/i18n/en/admin";
import { ja } from "@/i18n/ja";
import { admin as jaAdmin } from "@/i18n/ja/admin";
import { MIRRORED, speechOf } from "@/i18n/language";

describe("which language the page speaks", () => {
  it.each([
    ["the choice of the person", "ja", ["de-DE", "en"], { language: "ja", locale: "ja", direction: "ltr" }],
    ["the browser's first that we have", null, ["fr-FR", "de-AT", "en-GB"], { language: "de", locale: "de-AT", direction: "ltr" }],
    ["the browser's variety of the chosen one", "en", ["de", "en-GB"], { language: "en", locale: "en-GB", direction: "ltr" }],
    ["English where we have none", null, ["fr", "pt-BR"], { language: "en", locale: "en", direction: "ltr" }],
    ["not what storage was never given", "toString", ["de"], { language: "de", locale: "de", direction: "ltr" }],
    ["English mirrored", MIRRORED, ["de"], { language: "en", locale: "en", direction: "rtl" }],
  ])("is %s", (_name, stored, preferred, speech) => expect(speechOf(stored, preferred)).toEqual(speech));
});

/** Every word of a catalogue by its path; sentences with a hole are spoken with 2 of everything. */
function spoken(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const at = `${path}.${key}`;
    if (typeof value === "string") return [[at, value]];
    if (typeof value !== "function") return spoken(value as object, at);
    const sentence = (value as (p: object) => string)(new Proxy({}, { get: (_, name) => (/count|seconds|copies|messages|examined|changed|missing|max/.test(String(name)) ? 2 : `‹${String(name)}›`) }));
    return [[at, sentence]];
  });
}

describe.each([
  ["German", { ...de, ...deAdmin }],
  ["Japanese", { ...ja, ...jaAdmin }],
])("%s", (_name, catalogue) => {
  const translated = new Map(spoken(catalogue));
  it("says in each sentence all that the English one says", () => {
    const holes = (sentence: string) => [...sentence.matchAll(/‹\w+›/g)].map(([hole]) => hole).sort();
    const missing = spoken({ ...en, ...enAdmin }).filter(([at, sentence]) => holes(sentence).some((hole) => !holes(translated.get(at) ?? "").includes(hole)));
    expect(missing).toEqual([]);
  });
  it("leaves no sentence in English", () => {
    const same = spoken({ ...en, ...enAdmin }).filter(([at, sentence]) => / [a-z]{2,} /.test(sentence) && translated.get(at) === sentence);
    expect(same).toEqual([]);
  });
});

it("counts by the rules of the language", () => {
  expect([1, 2].map((count) => de.ticket.attachments({ count }))).toEqual(["1 Anhang", "2 Anhänge"]);
  expect(ja.inbox.messages({ count: 1234 })).toBe("メッセージ1,234件");
});
