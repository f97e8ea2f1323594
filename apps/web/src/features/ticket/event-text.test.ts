import { expect, test } from "vitest";

import type { TicketEvent } from "@/api/types";
import { eventText } from "@/features/ticket/event-text";

const said = (kind: TicketEvent["kind"], data: Record<string, unknown>) =>
  eventText({ id: "1", kind, data, undoable: false, actor: null, message_id: null, created_at: "2026-11-20T10:00:00Z", undone_at: null }, { members: [], queues: [] });

test("an event that placed messages names the tickets", () => {
  expect(said("split", { source: { id: "a", code: "T-1" }, target: { id: "b", code: "T-2" } })).toBe("Messages split off: T-1 → T-2");
  expect(said("message_moved", { source: null, target: { id: "b", code: "T-2" } })).toBe("Message moved: T-2");
  expect(said("merged", { sources: [{ id: "a", code: "T-1" }, { id: "c", code: "T-3" }], target: { id: "b", code: "T-2" } })).toBe("Tickets merged: T-1, T-3 → T-2");
  // An automatic join names no target.
  expect(said("merged", { tickets: ["T-1"], reason: "A later mail" })).toBe("Tickets merged");
});
