import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { DueBadge } from "@/components/due-badge";
import { sampleTicket } from "@/test/samples";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-26T12:00:00Z") }));
afterEach(() => void vi.useRealTimers());

it("keeps what it says true by itself, and stops looking at the clock when it is gone", () => {
  const { unmount } = render(<DueBadge ticket={sampleTicket({ awaiting_reply_since: "2026-11-26T06:00:00Z", response_due_at: "2026-11-26T12:02:00Z", response_due: "next" })} />);
  expect(screen.getByText("due in 2 min")).toHaveAttribute("title", expect.stringContaining("Answer promised by"));
  act(() => void vi.advanceTimersByTime(60_000));
  expect(screen.getByText("due in 1 min")).toBeInTheDocument();
  act(() => void vi.advanceTimersByTime(4 * 60_000));
  expect(screen.getByText("overdue 3 min")).toBeInTheDocument();
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
