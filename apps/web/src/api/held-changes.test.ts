import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";

import { reading } from "@/api/held-changes";
import { holdRows } from "@/api/list-rows";
import type { TicketList } from "@/api/tickets";
import { ticketListsKey } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";

const key = [...ticketListsKey, {}];
const marked = (unread: boolean) => (row: ListedTicket) => ({ ...row, unread });

/** A list of one row as the server answers it. */
function answered(client: QueryClient, unread: boolean): void {
  client.setQueryData<TicketList>(key, { pages: [{ items: [{ id: "a", unread } as ListedTicket], next_cursor: null }] });
}

function shown(client: QueryClient): boolean | undefined {
  return client.getQueryData<TicketList>(key)?.pages[0]?.items[0]?.unread;
}

function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

test("an answer from before a change does not take it back, also when it comes after the server took the change", async () => {
  const client = new QueryClient();
  answered(client, false);
  const old = later<undefined>();
  const read = reading(old.promise);
  const release = holdRows(client, marked(true));
  answered(client, false);
  expect(shown(client)).toBe(true);
  release(true);
  old.resolve(undefined);
  await read;
  answered(client, false);
  expect(shown(client)).toBe(true);
  await new Promise((done) => setTimeout(done, 5));
  answered(client, false);
  expect(shown(client)).toBe(false);
});

test("the last of several changes is what is shown, and a refused one ends at once", () => {
  const client = new QueryClient();
  answered(client, true);
  const first = holdRows(client, marked(false));
  const second = holdRows(client, marked(true));
  answered(client, false);
  expect(shown(client)).toBe(true);
  second(false);
  answered(client, true);
  expect(shown(client)).toBe(false);
  first(true);
  answered(client, true);
  expect(shown(client)).toBe(true);
});

test("an answer that never comes does not hold a change for ever", async () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  answered(client, false);
  void reading(later<undefined>().promise);
  holdRows(client, marked(true))(true);
  await vi.advanceTimersByTimeAsync(29_000);
  answered(client, false);
  expect(shown(client)).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  answered(client, false);
  expect(shown(client)).toBe(false);
  vi.useRealTimers();
});
