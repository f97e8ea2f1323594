import { beforeEach, expect, it, vi } from "vitest";

import { attemptFor, forgetAttempt } from "@/features/ticket/reply/attempts";

beforeEach(() => localStorage.clear());

it("asks again for the same letter under the same key, until it was taken", () => {
  const { key } = attemptFor("me", "t", "Hello");
  expect(attemptFor("me", "t", "Hello").key).toBe(key);
  expect(attemptFor("me", "other", "Hello").key).not.toBe(key);
  forgetAttempt("me", "t");
  expect(attemptFor("me", "t", "Hello").key).not.toBe(key);
});

it("takes other words, later times and what it cannot read for another mail", () => {
  const { key } = attemptFor("me", "t", "Hello");
  vi.spyOn(Date, "now").mockReturnValueOnce(Date.now() + 3_600_001);
  expect(attemptFor("me", "t", "Hello").key).not.toBe(key);
  const second = attemptFor("me", "t", "Hello");
  localStorage.setItem("oss.attempt.me.t", "{");
  expect(attemptFor("me", "t", "Hello").key).not.toBe(second.key);
  expect(attemptFor("me", "t", "Other").key).not.toBe(second.key);
});
