import { describe, expect, it } from "vitest";

import type { Note, TicketEvent } from "@/api/types";
import { buildTimeline, landingOf, openAtFirst, within } from "@/features/ticket/timeline";
import { sampleMessage } from "@/test/samples";

const event = (id: string, kind: string, minute: number) =>
  ({ id, kind, actor: null, data: {}, message_id: null, created_at: `2026-11-20T10:0${minute}:00Z`, undoable: false }) as TicketEvent;
const note = (id: string, minute: number): Note => ({ id, author: null, body_markdown: "", body_html: "", mentions: [], created_at: `2026-11-20T10:0${minute}:00Z` });
const message = (id: string, minute: number) => sampleMessage({ id, sort_at: `2026-11-20T10:0${minute}:00Z` });

describe("buildTimeline", () => {
  it("tells messages, notes and events in the order they happened, runs of events as one", () => {
    const story = buildTimeline(
      [message("m1", 0), message("m2", 5)],
      [note("n1", 4)],
      [event("e1", "created", 1), event("e2", "routed", 2), event("e3", "status_changed", 6)],
    );
    expect(story.map((item) => item.key)).toEqual(["m-m1", "e-e1", "n-n1", "m-m2", "e-e3"]);
    expect(story[1]).toMatchObject({ kind: "events", events: [{ id: "e1" }, { id: "e2" }] });
  });

  it("does not tell twice what a message or a note tells itself", () => {
    const kinds = ["message_received", "message_sent", "outside_reply", "note_added"];
    expect(buildTimeline([], [], kinds.map((kind, index) => event(kind, kind, index)))).toEqual([]);
  });
});

describe("openAtFirst", () => {
  it("opens a short thread whole and of a long one the first and the newest", () => {
    const thread = ["a", "b", "c", "d", "e", "f"].map((id, index) => message(id, index));
    expect([...openAtFirst(thread.slice(0, 4))]).toEqual(["a", "b", "c", "d"]);
    expect([...openAtFirst(thread)]).toEqual(["a", "e", "f"]);
    expect([...openAtFirst(thread, false, "d")]).toEqual(["a", "d", "e", "f"]);
  });

  it("opens ten of many unread messages, and the newest", () => {
    const thread = Array.from({ length: 30 }, (_, index) => message(`m${index}`, index));
    expect([...openAtFirst(thread, true, "m5")]).toEqual([...Array.from({ length: 10 }, (_, index) => `m${index + 5}`), "m28", "m29"]);
  });
});

describe("landingOf", () => {
  it("is where the unread begins, else the newest of a long thread or the first of another", () => {
    const thread = ["a", "b", "c"].map((id, index) => message(id, index));
    expect(landingOf(thread, false, "b")?.id).toBe("b");
    expect(landingOf(thread, true, "b")?.id).toBe("b");
    expect(landingOf(thread, true, "not loaded yet")?.id).toBe("c");
    expect(landingOf(thread, false, null)?.id).toBe("a");
    expect(landingOf([], false, null)).toBeUndefined();
  });
});

describe("a thread that is loaded in pages", () => {
  it("opens with its newest messages, for the first is not there", () => {
    const messages = Array.from({ length: 8 }, (_, index) => message(`m${index}`, index));
    expect(openAtFirst(messages, true)).toEqual(new Set(["m6", "m7"]));
  });

  it("tells only what happened in the part that is loaded", () => {
    const events = [event("e1", "created", 1), event("e2", "routed", 4), event("e3", "merged", 8)];
    expect(events.filter(within("2026-11-20T10:04:00Z", undefined)).map((one) => one.id)).toEqual(["e2", "e3"]);
    expect(events.filter(within(undefined, "2026-11-20T10:04:00Z")).map((one) => one.id)).toEqual(["e1", "e2"]);
  });
});
