import { describe, expect, it } from "vitest";

import type { TicketPage } from "@/api/tickets";
import { dropFar, KEPT_ROWS, missing, refill, rowsOf } from "@/features/inbox/list-window";
import { sampleListed } from "@/test/samples";

const page = (number: number): TicketPage => ({
  items: Array.from({ length: 100 }, (_, index) => sampleListed({ id: `${number}-${index}` })),
  next_cursor: `p${number + 1}`,
});
const pages = Array.from({ length: 20 }, (_, number) => page(number));
const held = (list: readonly TicketPage[]) => list.flatMap(({ items }) => items).length;

describe("a long list", () => {
  it("keeps what is near the reader, and every row's place", () => {
    const kept = dropFar(pages, { first: 1000, last: 1020 });
    expect(held(kept)).toBeLessThanOrEqual(2 * KEPT_ROWS + 400);
    expect(rowsOf(kept).map(({ id }) => id)).toEqual(rowsOf(pages).map(({ id }) => id));
    expect(rowsOf(kept)[1010]?.ticket?.id).toBe("10-10");
    expect(rowsOf(kept)[205]?.ticket).toBeNull();
    expect(dropFar(kept, { first: 1000, last: 1020 })).toBe(kept);
  });

  it("names the pages that the reader comes back to, and takes them in again", () => {
    const kept = dropFar(pages, { first: 1000, last: 1020 });
    expect(missing(kept, { first: 1000, last: 1020 })).toEqual([]);
    expect(missing(kept, { first: 150, last: 170 })).toEqual([1, 2]);
    const back = refill(kept, 1, page(1));
    expect(rowsOf(back)[150]?.ticket?.id).toBe("1-50");
    expect(back[1]).toMatchObject({ next_cursor: "p2" });
  });

  it("shows no ticket twice when one moved meanwhile", () => {
    const kept = dropFar(pages, { first: 1000, last: 1020 });
    const fetched = { items: [...page(1).items.slice(1), sampleListed({ id: "2-0" })], next_cursor: null };
    const ids = rowsOf(refill(kept, 1, fetched)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(1999);
  });
});
