import { expect, it } from "vitest";

import type { Reply } from "@/api/types";
import { leaving } from "@/features/ticket/reply/leaving";

const now = Date.parse("2026-11-02T10:00:00Z");
const reply = (change: Partial<Reply>) =>
  ({ id: "1", state: "queued", can_cancel: true, author: { user_id: "me", name: "Me" }, created_at: "2026-11-02T09:59:55Z", send_at: "2026-11-02T10:00:05Z", ...change }) as Reply;

it("is one's own that counts down, and none that is sent later on purpose, waits, or is another's", () => {
  const counting = reply({});
  expect(leaving([reply({ send_at: "2026-11-03T08:00:00Z" }), counting], "me", now)).toBe(counting);
  expect(leaving([counting], "me", now + 5_000)).toBeUndefined();
  expect(leaving([counting], "her", now)).toBeUndefined();
  expect(leaving([reply({ state: "sending", can_cancel: false })], "me", now)).toBeUndefined();
});
