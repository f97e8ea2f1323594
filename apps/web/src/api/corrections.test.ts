import { expect, test } from "vitest";

import { lastUndoable } from "@/api/corrections";
import type { TicketEvent } from "@/api/types";

const event = (id: string, kind: TicketEvent["kind"], undoable: boolean): TicketEvent => ({ id, kind, undoable, actor: null, data: {}, message_id: null, created_at: "2026-11-20T10:00:00Z", undone_at: null });

test("what was just made is the newest event of its kind that can be undone", () => {
  const events = [event("1", "merged", true), event("2", "merged", true), event("3", "merged", false), event("4", "split", true)];
  expect(lastUndoable(events, "merged")?.id).toBe("2");
  expect(lastUndoable(events, "routed")).toBeUndefined();
});
