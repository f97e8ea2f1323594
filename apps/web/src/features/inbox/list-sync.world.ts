/** A server and a list of it, for tests of how the one is kept true to the other. */
import { QueryClient } from "@tanstack/react-query";

import type { TicketList, TicketPage } from "@/api/tickets";
import { ticketListsKey } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";
import { ListSync } from "@/features/inbox/list-sync";
import { sampleListed } from "@/test/samples";

export const LIST = [...ticketListsKey, {}];
export const EVERYTHING = new Set<string>();
export const PAGE = 50;
export const id = (number: number) => `t${number}`;
export const row = (number: number, change: Partial<ListedTicket> = {}) =>
  sampleListed({ id: id(number), status: "new", last_message_at: new Date(Date.UTC(2026, 0, 1) - number * 60_000).toISOString(), ...change });

/** A server, a list of `loaded` pages of it, and a reader. */
export function inbox(loaded: number, { cached = true } = {}) {
  let tickets = Array.from({ length: 500 }, (_, number) => row(number));
  /** The numbers of pages, and ids. */
  const asked: (number | readonly string[])[] = [];
  /** What each answer waits for, or why there is none. */
  let gate: (question: number | readonly string[]) => Promise<unknown> | undefined = () => undefined;
  let top = true;
  let announced: readonly string[] | null = null;
  const client = new QueryClient();

  const page = (number: number): TicketPage => ({
    items: structuredClone(tickets.toSorted((a, b) => b.last_message_at.localeCompare(a.last_message_at)).slice(number * PAGE, (number + 1) * PAGE)),
    next_cursor: `p${number + 1}`,
  });
  async function answer<T>(question: number | readonly string[], value: T, signal: AbortSignal): Promise<T> {
    asked.push(question);
    const given = new Promise<never>((_, refuse) => signal.addEventListener("abort", () => refuse(signal.reason as Error)));
    await Promise.race([given, gate(question)]);
    return value;
  }
  const put = () => client.setQueryData<TicketList>(LIST, { pages: Array.from({ length: loaded }, (_, number) => page(number)) });
  if (cached) put();
  const sync = new ListSync(
    {
      sort: "-last_message_at",
      pages: () => client.getQueryData<TicketList>(LIST)?.pages,
      update: (next) => void client.setQueryData<TicketList>(LIST, (list) => list && { pages: next(list.pages) }),
      isAtTop: () => top,
      announce: (moved) => (announced = moved === null ? null : [...(announced ?? []), ...moved]),
    },
    {
      page: (cursor, signal) => answer(Number(cursor?.slice(1) ?? 0), page(Number(cursor?.slice(1) ?? 0)), signal),
      rows: (ids, signal) => answer(ids, structuredClone(tickets.filter((ticket) => ids.includes(ticket.id))), signal),
      inList: (ids, signal) => answer(ids, structuredClone(tickets.filter((ticket) => ids.includes(ticket.id) && ticket.status === "new")), signal),
    },
  );
  const rows = () => client.getQueryData<TicketList>(LIST)?.pages.flatMap((one) => one.items) ?? [];
  return {
    client,
    sync,
    asked,
    put,
    rows,
    /** Asks for the page that follows. */
    more: () =>
      sync.arriving(`p${client.getQueryData<TicketList>(LIST)?.pages.length ?? 0}`, (next) =>
        client.setQueryData<TicketList>(LIST, (list) => list && { pages: [...list.pages, next] }),
      ),
    end: sync.start(),
    row: (number: number) => rows().find((one) => one.id === id(number)),
    at: (place: number) => rows()[place]?.id,
    announced: () => announced,
    reads: (where: "at the top" | "below") => (top = where === "at the top"),
    set: (number: number, change: Partial<ListedTicket>) => (tickets = tickets.map((one) => (one.id === id(number) ? { ...one, ...change } : one))),
    arrive: (...numbers: number[]) => (tickets = [...numbers.map((number) => row(number)), ...tickets]),
    remove: (number: number) => (tickets = tickets.filter((one) => one.id !== id(number))),
    hold: (next: typeof gate) => (gate = next),
  };
}

/** What waits at it goes on when it is opened. */
export function door() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
