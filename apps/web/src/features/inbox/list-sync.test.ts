import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { holdRows } from "@/api/list-rows";
import { ApiError } from "@/api/problem";
import { door, EVERYTHING, id, inbox, PAGE, row } from "@/features/inbox/list-sync.world";

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
    list.hold((question) => (question === 1 ? next.opened : undefined));
    const arrived = list.more();
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
    list.sync.reachedTop();
    await soon(10);
    expect(list.row(80)).toBeUndefined();
  });

  it("brings what was put off to a reader who comes to the top by themselves, also after they were away", async () => {
    const list = inbox(5);
    list.reads("below");
    list.set(30, { last_message_at: "2026-02-01T00:00:00Z" });
    list.sync.changed(new Set([id(30)]));
    await soon(10);
    list.end();
    list.sync.changed(EVERYTHING);
    list.sync.start();
    await soon(100);
    expect([list.at(0), list.at(30)]).toEqual([id(0), id(30)]);
    list.reads("at the top");
    const before = list.asked.length;
    for (let event = 0; event < 5; event += 1) list.sync.reachedTop();
    await soon(10);
    expect(list.at(0)).toBe(id(30));
    expect(list.asked).toHaveLength(before + 1);
    const asked = list.asked.length;
    list.sync.reachedTop();
    await soon(10);
    expect(list.asked).toHaveLength(asked);
  });

  it("leaves a row that now stands further down where it stands, and lets one go that left", async () => {
    const list = inbox(5);
    list.set(5, { last_message_at: row(90).last_message_at });
    list.remove(7);
    list.sync.changed(new Set([id(5), id(7)]));
    await soon(10);
    expect(list.rows().findIndex((one) => one.id === id(5))).toBe(89);
    expect(list.row(7)).toBeUndefined();
    expect(list.rows()).toHaveLength(5 * PAGE - 1);
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
    expect(list.asked).toEqual([0, 1]);
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

  it("at the top need not wait for rows further down", async () => {
    const list = inbox(5);
    list.reads("below");
    list.hold((question) => (Array.isArray(question) ? new Promise<never>(() => undefined) : undefined));
    list.set(80, { status: "closed" });
    list.sync.changed(new Set([id(80)]));
    await soon(10);
    list.arrive(-1);
    list.reads("at the top");
    list.sync.showWaiting();
    await soon(10);
    expect(list.at(0)).toBe(id(-1));
    list.hold(() => undefined);
    await soon(30_000);
    expect(list.row(80)?.status).toBe("closed");
  });

  it("who left is shown nothing that was on its way", async () => {
    const list = inbox(1);
    const answer = door();
    list.hold(() => answer.opened);
    const arrived = list.more();
    list.end();
    answer.open();
    await arrived;
    expect(list.rows()).toHaveLength(PAGE);
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
