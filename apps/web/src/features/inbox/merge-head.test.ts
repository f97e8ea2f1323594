import { describe, expect, it } from "vitest";

import type { TicketPage } from "@/api/tickets";
import { idsBelow, idsLost, mergeHead, movedIds, putBack, refreshInPlace } from "@/features/inbox/merge-head";
import { sampleListed } from "@/test/samples";

/** A ticket whose last message came `minute` minutes past ten. */
const at = (id: string, minute: number) =>
  sampleListed({ id, last_message_at: `2026-11-20T10:${String(minute).padStart(2, "0")}:00Z` });
const page = (next: string | null, ...items: ReturnType<typeof at>[]): TicketPage => ({ items, next_cursor: next });
const ids = (pages: TicketPage[]) => pages.flatMap((one) => one.items.map((ticket) => ticket.id)).join("");

const pages = [page("p2", at("a", 50), at("b", 40), at("c", 30)), page(null, at("d", 20), at("e", 10))];

describe("mergeHead", () => {
  it("puts new tickets on top and loses none that they pushed off the first page", () => {
    const head = page("h2", at("x", 59), at("y", 58), at("a", 50));
    const merged = mergeHead(pages, head, "-last_message_at");
    expect(ids(merged)).toBe("xyabcde");
    expect(merged[0]?.next_cursor).toBe("p2");
  });

  it("takes out what left the view inside the head's stretch", () => {
    const head = page("h2", at("a", 50), at("c", 30), at("d", 20));
    expect(ids(mergeHead(pages, head, "-last_message_at"))).toBe("acde");
  });

  it("moves a ticket from deep in the list to the top without showing it twice", () => {
    const head = page("h2", at("e", 59), at("a", 50), at("b", 40));
    expect(ids(mergeHead(pages, head, "-last_message_at"))).toBe("eabcd");
  });

  it("is the head alone when the whole list fits one page", () => {
    expect(ids(mergeHead(pages, page(null, at("z", 5)), "-last_message_at"))).toBe("z");
    expect(ids(mergeHead(pages, page(null), "-last_message_at"))).toBe("");
  });

  it("follows an ascending order too", () => {
    const ascending = [page("p2", at("a", 10), at("b", 20)), page(null, at("c", 30))];
    expect(ids(mergeHead(ascending, page("h2", at("x", 5), at("a", 10)), "last_message_at"))).toBe("xabc");
  });
});

describe("mergeHead of what is due", () => {
  const due = (id: string, minute: number | null) => sampleListed({ id, response_due_at: minute === null ? null : `2026-11-20T11:${String(minute).padStart(2, "0")}:00Z` });

  it("lets go of what was answered, however late it stood", () => {
    const list = [page("p2", due("a", 10), due("b", 20), due("c", null)), page(null, due("d", 40))];
    expect(ids(mergeHead(list, page("h2", due("b", 20), due("x", 25)), "response_due_at"))).toBe("bxd");
  });
});

describe("refreshInPlace and movedIds", () => {
  it("changes a row where it stands", () => {
    const changed = { ...at("d", 20), status: "resolved" as const };
    const next = refreshInPlace(pages, [changed]);
    expect(ids(next)).toBe("abcde");
    expect(next[1]?.items[0]?.status).toBe("resolved");
  });

  it("names what is new or moved, not what merely changed", () => {
    const head = page("h2", at("x", 59), { ...at("a", 50), status: "closed" }, at("b", 55));
    expect(movedIds(pages, head.items)).toEqual(["x", "b"]);
  });

  it("keeps where the words of a search stand when the row was asked for by its id", () => {
    const match = { message_id: "m", subject: [], excerpt: [] };
    const [row] = refreshInPlace([page(null, { ...at("a", 50), match })], [{ ...at("a", 50), status: "closed" }])[0]?.items ?? [];
    expect(row).toMatchObject({ status: "closed", match });
  });

  it("names the rows that a fresh head does not tell of", () => {
    const head = [at("a", 50), at("b", 40)];
    expect(idsBelow(pages, new Set(["b", "d", "z"]), head)).toEqual(["d"]);
    expect(idsBelow(pages, { has: () => true }, head)).toEqual(["c", "d", "e"]);
  });
});

describe("putBack", () => {
  it("puts a row where the order wants it, once, and leaves to the next page what belongs behind", () => {
    expect(ids(putBack(pages, [at("x", 35), at("y", 25), at("c", 30)], "-last_message_at"))).toBe("abxcyde");
    expect(ids(putBack([page("p2", at("a", 50))], [at("x", 5)], "-last_message_at"))).toBe("a");
    expect(ids(putBack(pages, [at("x", 5)], "-last_message_at"))).toBe("abcdex");
  });

  it("names what a fresh head pushed out", () => {
    expect(idsLost(pages, [page(null, at("a", 50), at("e", 10)), { items: [], dropped: ["c"], next_cursor: null }])).toEqual(["b", "d"]);
  });
});
