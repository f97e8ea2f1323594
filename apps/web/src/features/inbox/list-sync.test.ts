import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { holdRows } from "@/api/list-rows";
import { ApiError } from "@/api/problem";
import type { TicketList } from "@/api/tickets";
import { door, EVERYTHING, id, inbox, LIST, PAGE } from "@/features/inbox/list-sync.world";

const soon = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const unavailable = () => Promise.reject(new ApiError({ status: 503, title: "Unavailable", code: "unavailable", detail: null, errors: [] }, null, null));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what is told", () => {
  it("shows in rows far down, and moves nobody who reads below", async () => {
    const list = inbox(2);
    list.reads("below");
    list.set(80, { status: "closed" });
    list.arrive(-1);
    list.sync.changed(new Set([id(80), id(-1)]));
    await soon();
    expect(list.row(80)?.status).toBe("closed");
    expect(list.at(0)).toBe(id(0));
    expect(list.announced()).toEqual([id(-1)]);
    list.reads("at the top");
    list.sync.showWaiting();
    await soon();
    expect(list.at(0)).toBe(id(-1));
    expect(list.announced()).toBeNull();
  });

  it("is gathered while something is being asked, however much it is", async () => {
    const list = inbox(5);
    list.reads("below");
    list.hold(() => new Promise((resolve) => setTimeout(resolve, 100)));
    for (let time = 0; time < 4_800; time += 400) {
      list.sync.changed(EVERYTHING);
      await soon(400);
    }
    const during = list.asked.length;
    await soon(2_000);
    expect(list.asked.length - during).toBeLessThanOrEqual(6);
    expect(during).toBeLessThan(30);
  });

  it("before the first page is there is asked once it is", async () => {
    const list = inbox(1, { cached: false });
    list.sync.changed(EVERYTHING);
    await soon();
    expect(list.asked).toEqual([]);
    list.put();
    list.set(3, { priority: "urgent" });
    list.sync.proceed();
    await soon();
    expect(list.row(3)?.priority).toBe("urgent");
  });

  it("while a page is on its way is asked again when it is there", async () => {
    const list = inbox(1);
    const next = door();
    const formed = list.page(1);
    const arrived = list.sync.arriving(next.opened.then(() => formed), (page) =>
      list.client.setQueryData<TicketList>(LIST, (shown) => shown && { pages: [...shown.pages, page] }),
    );
    list.set(80, { status: "closed" });
    list.sync.changed(new Set([id(80)]));
    await soon();
    next.open();
    await arrived;
    expect(list.row(80)?.status).toBe("new");
    await soon(10);
    expect(list.row(80)?.status).toBe("closed");
  });

  it("lets a ticket that was merged away leave when nobody sees the others move", async () => {
    const list = inbox(2);
    list.remove(80);
    list.reads("below");
    list.sync.changed(new Set([id(80)]));
    await soon();
    expect(list.row(80)).toBeDefined();
    list.reads("at the top");
    list.sync.changed(new Set([id(80)]));
    await soon(10);
    expect(list.row(80)).toBeUndefined();
  });
});

describe("after a gap", () => {
  it("is read anew whole at the top", async () => {
    const list = inbox(2);
    list.remove(30);
    list.arrive(-1);
    list.set(90, { status: "open" });
    list.sync.changed(EVERYTHING);
    await soon();
    expect(list.asked).toEqual([2]);
    expect([list.at(0), list.row(30), list.row(90)?.status]).toEqual([id(-1), undefined, "open"]);
  });

  it.each([2, 6])("shows what became of every row to someone who reads below (%i pages)", async (pages) => {
    const list = inbox(pages);
    list.reads("below");
    list.set(3, { status: "open" });
    list.set(pages * PAGE - 1, { status: "closed" });
    // Pushed out of what the fresh pages tell of.
    list.arrive(-1, -2, -3);
    list.sync.changed(EVERYTHING);
    await soon();
    expect([list.row(3)?.status, list.row(pages * PAGE - 1)?.status, list.at(0)]).toEqual(["open", "closed", id(0)]);
  });
});

describe("a question that fails", () => {
  it("is asked again by itself, and only what is missing", async () => {
    const list = inbox(5);
    list.reads("below");
    list.set(1, { status: "open" });
    for (const number of [80, 230]) list.set(number, { status: "closed" });
    let refused = 0;
    list.hold((question) => (Array.isArray(question) && question.includes(id(200)) && (refused += 1) < 3 ? unavailable() : undefined));
    list.sync.changed(EVERYTHING);
    await soon(100);
    expect([list.row(1)?.status, list.row(80)?.status, list.row(230)?.status]).toEqual(["open", "closed", "new"]);
    await soon(3_000);
    expect(list.row(230)?.status).toBe("closed");
    expect(list.asked.filter((question) => Array.isArray(question) && question.includes(id(80)))).toHaveLength(1);
  });

  it("because there is no answer does not hold up the others", async () => {
    const list = inbox(1);
    list.set(1, { status: "open" });
    const never = new Promise<never>(() => undefined);
    list.hold(() => (list.asked.length === 1 ? never : undefined));
    list.sync.changed(new Set([id(1)]));
    await soon(19_000);
    expect(list.row(1)?.status).toBe("new");
    await soon(3_000);
    expect(list.row(1)?.status).toBe("open");
  });

  it("for good is left until something is told again", async () => {
    const list = inbox(1);
    list.hold(() => Promise.reject(new ApiError({ status: 422, title: "No", code: "invalid", detail: null, errors: [] }, null, null)));
    list.sync.changed(EVERYTHING);
    await soon(60_000);
    expect(list.asked).toHaveLength(1);
  });
});

describe("the reader", () => {
  it("keeps what they changed while the answers came in", async () => {
    const list = inbox(5);
    list.reads("below");
    const doors = [door(), door(), door(), door()];
    list.hold(() => doors[list.asked.length - 1]?.opened);
    list.sync.changed(EVERYTHING);
    await soon();
    const release = holdRows(list.client, (one) => (one.id === id(4) ? { ...one, unread: true } : one));
    release(true);
    for (const one of doors) {
      one.open();
      await soon();
    }
    expect(list.row(4)?.unread).toBe(true);
  });

  it("who scrolled down again before what waited came, is not moved", async () => {
    const list = inbox(1);
    list.reads("below");
    list.arrive(-1);
    list.sync.changed(new Set([id(-1)]));
    await soon();
    const answer = door();
    list.hold(() => answer.opened);
    list.reads("at the top");
    list.sync.showWaiting();
    await soon();
    list.reads("below");
    answer.open();
    await soon();
    expect(list.at(0)).toBe(id(0));
    expect(list.announced()).toContain(id(-1));
  });

  it("does not wait at the top until a failed question is asked again", async () => {
    const list = inbox(1);
    list.hold(() => (list.asked.length < 6 ? unavailable() : undefined));
    list.sync.changed(EVERYTHING);
    // After half a second, one, two and four more.
    await soon(10_000);
    expect(list.asked).toHaveLength(5);
    list.arrive(-1);
    list.sync.showWaiting();
    await soon(10);
    expect(list.at(0)).toBe(id(-1));
  });

  it("who left hears of nothing more, and of everything when they are back", async () => {
    const list = inbox(1);
    const answer = door();
    list.hold(() => answer.opened);
    list.arrive(-1);
    list.sync.changed(EVERYTHING);
    await soon();
    list.end();
    answer.open();
    await soon(60_000);
    expect([list.at(0), list.asked.length]).toEqual([id(0), 1]);
    list.sync.changed(EVERYTHING);
    list.sync.start();
    await soon();
    expect(list.at(0)).toBe(id(-1));
  });
});
