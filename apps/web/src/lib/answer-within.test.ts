import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { NetworkError } from "@/api/problem";
import { answerWithin } from "@/lib/answer-within";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As `fetch`: never, unless it is given up. */
const never = (signal: AbortSignal) =>
  new Promise<never>((_, refuse) => {
    const refused = () => refuse(new DOMException("Given up", "AbortError"));
    if (signal.aborted) refused();
    signal.addEventListener("abort", refused);
  });

it("gives the answer, and leaves nothing running", async () => {
  await expect(answerWithin(1_000, [new AbortController().signal], () => Promise.resolve("here"))).resolves.toBe("here");
  expect(vi.getTimerCount()).toBe(0);
});

it("is a network error when it takes too long", async () => {
  const asked = expect(answerWithin(1_000, [new AbortController().signal], never)).rejects.toBeInstanceOf(NetworkError);
  await vi.advanceTimersByTimeAsync(1_000);
  await asked;
});

it("is given up with whoever asked, also with one who had left before", async () => {
  const [stays, leaves] = [new AbortController(), new AbortController()];
  const asked = expect(answerWithin(1_000, [stays.signal, leaves.signal], never)).rejects.toMatchObject({ name: "AbortError" });
  leaves.abort();
  await asked;
  await expect(answerWithin(1_000, [leaves.signal], never)).rejects.toMatchObject({ name: "AbortError" });
});
