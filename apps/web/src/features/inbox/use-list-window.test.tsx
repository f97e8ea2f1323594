import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { NetworkError } from "@/api/problem";
import type { TicketPage } from "@/api/tickets";
import type { ListSync } from "@/features/inbox/list-sync";
import { useListWindow } from "@/features/inbox/use-list-window";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("asks again for a page that was dropped and could not be had", async () => {
  const pages: TicketPage[] = [
    { items: [], next_cursor: "p1" },
    { items: [], dropped: ["a", "b"], next_cursor: null },
  ];
  const arriving = vi.fn((_cursor: string, _put: (page: TicketPage) => void) => Promise.reject(new NetworkError("away")));
  const options = { pages, sync: { arriving } as unknown as ListSync, update: vi.fn(), first: 0, last: 1 };
  renderHook(() => useListWindow(options));
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(arriving).toHaveBeenCalledTimes(1);
  arriving.mockResolvedValue(undefined as never);
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(arriving).toHaveBeenCalledTimes(2);
  expect(arriving).toHaveBeenLastCalledWith("p1", expect.any(Function));
});
