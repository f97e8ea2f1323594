import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@/api/problem";
import { EVERYTHING, id, inbox } from "@/features/inbox/list-sync.world";

const soon = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const unavailable = () => Promise.reject(new ApiError({ status: 503, title: "Unavailable", code: "unavailable", detail: null, errors: [] }, null, null));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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

  it("for good is left until something is told, and is then asked again", async () => {
    const list = inbox(5);
    const no = (status: number) => Promise.reject(new ApiError({ status, title: "No", code: "no", detail: null, errors: [] }, null, null));
    list.hold(() => no(500));
    list.set(120, { status: "closed" });
    list.sync.changed(EVERYTHING);
    await soon(60_000);
    expect(list.asked).toHaveLength(1);
    list.hold(() => undefined);
    list.sync.changed(new Set([id(1)]));
    await soon(100);
    expect(list.row(120)?.status).toBe("closed");
  });

  it("is asked again at once when the server is there again", async () => {
    const list = inbox(1);
    list.hold(unavailable);
    list.sync.changed(EVERYTHING);
    await soon(16_000);
    list.hold(() => undefined);
    list.set(1, { status: "open" });
    list.sync.changed(EVERYTHING);
    await soon(10);
    expect(list.row(1)?.status).toBe("open");
  });

  it("of a reader at the top is asked again when they come there again", async () => {
    const list = inbox(5);
    list.reads("below");
    list.arrive(-1);
    list.sync.changed(new Set([id(-1)]));
    await soon(10);
    list.reads("at the top");
    list.hold(() => Promise.reject(new ApiError({ status: 500, title: "No", code: "no", detail: null, errors: [] }, null, null)));
    list.sync.reachedTop();
    await soon(10);
    list.hold(() => undefined);
    list.sync.reachedTop();
    await soon(10);
    expect(list.at(0)).toBe(id(-1));
  });

  it("for a while may be slow, page by page", async () => {
    const list = inbox(3);
    list.hold(() => new Promise((resolve) => setTimeout(resolve, 15_000)));
    list.set(120, { status: "open" });
    list.sync.changed(EVERYTHING);
    await soon(46_000);
    expect(list.row(120)?.status).toBe("open");
  });

  it("is told to whoever asked for the next page", async () => {
    const list = inbox(1);
    list.hold(() => new Promise<never>(() => undefined));
    const refused = expect(list.more()).rejects.toThrow("did not answer in time");
    await soon(20_000);
    await refused;
  });
});
