import { expect, it } from "vitest";

import { noticesOf } from "@/features/ticket/mail-notices";
import { isRisky } from "@/features/ticket/risky-file";

it("tells what a reader should know, each once, and nothing else", () => {
  expect(noticesOf(["missing_date", "over_budget:html", "over_budget:body", "tnef", "tnef"]).map((one) => one.kind)).toEqual(["cut", "unpacked"]);
  expect(noticesOf(["over_budget:body"])[0]?.text).toMatch(/very long/);
  expect(noticesOf(["smime_signed", "pgp_encrypted"]).every((one) => one.kind === "sealed")).toBe(true);
  expect(noticesOf(["bad_date", "something_new"])).toEqual([]);
});

it.each(["setup.exe", "Invoice.PDF.exe", "a.SCR", "a.html", "a.svg", "a.docm", "a.js ", "a.bat.", ".lnk"])("marks %s", (name) => {
  expect(isRisky(name)).toBe(true);
});

it.each(["a.pdf", "exe", "a.exe.txt", "photo.jpg", "", "a.docx", "com"])("does not mark %s", (name) => {
  expect(isRisky(name)).toBe(false);
});
