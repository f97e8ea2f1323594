/** What a list asks the server to stay true, and how long it waits for each answer. */
import type { TicketPage } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";
import { answerWithin } from "@/lib/answer-within";

/** Who is asked. */
export interface Source {
  /** The page that begins at `cursor`; null: the first. */
  page: (cursor: string | null, signal: AbortSignal) => Promise<TicketPage>;
  /** These tickets as they are now; one that is no longer in any list is left out. */
  rows: (ids: readonly string[], signal: AbortSignal) => Promise<ListedTicket[]>;
  /** Those of them that belong to the list. */
  inList: (ids: readonly string[], signal: AbortSignal) => Promise<ListedTicket[]>;
}

/** The API's limit of ids in one question. */
export const ASKED_AT_ONCE = 100;
const ANSWER_MS = 20_000;

/** The questions of one list; each is given up when its `life` ends. */
export class Questions {
  readonly #source: Source;
  #dropRows: (() => void) | null = null;

  constructor(source: Source) {
    this.#source = source;
  }

  page(cursor: string | null, life: AbortSignal): Promise<TicketPage> {
    return answerWithin(ANSWER_MS, [life], (signal) => this.#source.page(cursor, signal));
  }

  async firstPages(count: number, life: AbortSignal): Promise<TicketPage[]> {
    const fresh: TicketPage[] = [];
    let cursor: string | null = null;
    do {
      const page: TicketPage = await this.page(cursor, life);
      fresh.push(page);
      cursor = page.next_cursor;
    } while (cursor !== null && fresh.length < count);
    return fresh;
  }

  rows(ids: readonly string[], life: AbortSignal): Promise<ListedTicket[]> {
    return this.#byId(ids, life, this.#source.rows);
  }

  inList(ids: readonly string[], life: AbortSignal): Promise<ListedTicket[]> {
    return this.#byId(ids, life, this.#source.inList);
  }

  /** Gives up what is asked by ids: somebody waits for something else. */
  dropRows(): void {
    this.#dropRows?.();
  }

  async #byId(ids: readonly string[], life: AbortSignal, ask: Source["rows"]): Promise<ListedTicket[]> {
    const dropped = new AbortController();
    this.#dropRows = () => dropped.abort();
    try {
      return await answerWithin(ANSWER_MS, [life, dropped.signal], (signal) => ask(ids.slice(0, ASKED_AT_ONCE), signal));
    } finally {
      this.#dropRows = null;
    }
  }
}
