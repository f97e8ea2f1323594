import { describe, expect, it } from "vitest";

import { parseSearch, safeNext, stringifySearch } from "@/app/url";

describe("search parameters", () => {
  it("are plain words, both ways", () => {
    const search = { q: "2026 \"hub\" & more", status: "new,open", view: "all" };
    expect(stringifySearch(search)).toContain("status=new,open");
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("leave out what is not set", () => {
    expect(stringifySearch({ q: undefined, tag: null })).toBe("");
  });
});

describe("safeNext", () => {
  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/signin?next=/x", "", undefined])("refuses %j", (next) =>
    expect(safeNext(next)).toBeUndefined(),
  );
  it("keeps a path of this origin with its search", () => expect(safeNext("/inbox?view=mine")).toBe("/inbox?view=mine"));
});
