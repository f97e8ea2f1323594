/**
 * Keeps a loaded list true to the server: what is told while it is shown, what was told while a page of it was on its
 * way, what was missed in a gap. One question at a time, so that no answer puts back what a newer one has shown; what is
 * told meanwhile is gathered, however much it is; what could not be asked is asked again.
 */
import { reading } from "@/api/held-changes";
import { NetworkError } from "@/api/problem";
import { mayRetry, retryDelay } from "@/api/query-client";
import type { TicketPage } from "@/api/tickets";
import type { ListedTicket, TicketSort } from "@/api/types";
import { idsBelow, mergeHead, movedIds, refreshInPlace, without } from "@/features/inbox/merge-head";
import { Told } from "@/features/inbox/told";

/** The list on the screen. */
export interface ShownList {
  readonly sort: TicketSort;
  /** What is loaded of it; undefined before the first page is. */
  pages: () => readonly TicketPage[] | undefined;
  update: (next: (pages: TicketPage[]) => TicketPage[]) => void;
  /** Whether nobody minds what appears at the top. */
  isAtTop: () => boolean;
  /** These belong elsewhere than the reader sees them; null: everything stands where it belongs. */
  announce: (moved: readonly string[] | null) => void;
}

/** Who is asked. */
export interface Source {
  firstPages: (count: number, signal: AbortSignal) => Promise<TicketPage[]>;
  /** These tickets as they are now; one that is no longer in any list is left out. */
  rows: (ids: readonly string[], signal: AbortSignal) => Promise<ListedTicket[]>;
}

/** Up to this many pages are read anew whole when anything may have changed. */
const WHOLE_PAGES = 3;
/** The API's limit of ids in one question. */
const ASKED_AT_ONCE = 100;
const ANSWER_MS = 20_000;
const MOST_REST_MS = 1_000;

export class ListSync {
  readonly #list: ShownList;
  readonly #source: Source;
  #told = new Told();
  /** Whether the head is asked for, whatever was told; and whether somebody looks on. */
  #headWanted = false;
  #awaited = false;
  readonly #onTheirWay = new Set<Told>();
  #life: AbortController | null = null;
  #working = false;
  #failures = 0;
  #endRest: (() => void) | null = null;

  constructor(list: ShownList, source: Source) {
    this.#list = list;
    this.#source = source;
  }

  /** Begins; what it returns ends it, and whatever is being asked. */
  start(): () => void {
    const life = new AbortController();
    this.#life = life;
    this.proceed();
    return () => {
      life.abort();
      this.#endRest?.();
    };
  }

  /** These tickets changed; an empty set: anything may have. */
  changed(ids: ReadonlySet<string>): void {
    for (const told of [this.#told, ...this.#onTheirWay]) told.add(ids);
    this.proceed();
  }

  /** The reader went to the top to see what waits there. */
  showWaiting(): void {
    this.#headWanted = true;
    this.#awaited = true;
    this.#endRest?.();
    this.proceed();
  }

  /** Puts a page of the list where it belongs once it is there. Its answer may be older than what is told meanwhile. */
  arriving(page: Promise<TicketPage>, put: (page: TicketPage) => void): Promise<void> {
    const meanwhile = new Told();
    this.#onTheirWay.add(meanwhile);
    const arrived = page.then((got) => {
      put(got);
      const stale = got.items.map(({ id }) => id).filter((id) => meanwhile.has(id));
      if (stale.length > 0) this.changed(new Set(stale));
    });
    return reading(arrived.finally(() => this.#onTheirWay.delete(meanwhile)));
  }

  /** Asks what there is to ask, if nothing is being asked. To be called when the first page is there. */
  proceed(): void {
    const life = this.#life?.signal;
    if (this.#working || life === undefined || !this.#mayAsk(life)) return;
    this.#working = true;
    void this.#work(life).finally(() => {
      this.#working = false;
      this.proceed();
    });
  }

  #mayAsk(life: AbortSignal): boolean {
    return !life.aborted && (this.#headWanted || !this.#told.isNothing) && this.#list.pages() !== undefined;
  }

  async #work(life: AbortSignal): Promise<void> {
    while (this.#mayAsk(life)) {
      const told = this.#told;
      this.#told = new Told();
      this.#headWanted = false;
      this.#awaited = false;
      const began = performance.now();
      try {
        await this.#refresh(told, life);
        this.#failures = 0;
        // However fast changes come, half of the time nothing is asked.
        await this.#rest(Math.min(performance.now() - began, MOST_REST_MS));
      } catch (error) {
        // What will not pass by itself is left until the stream speaks again.
        if (life.aborted || !(error instanceof Error) || !mayRetry(0, error)) continue;
        this.#told.addAll(told);
        this.#headWanted = true;
        this.#failures += 1;
        await this.#rest(retryDelay(this.#failures - 1, error));
      }
    }
  }

  /** Takes out of `told` what is on the screen by now. */
  async #refresh(told: Told, life: AbortSignal): Promise<void> {
    const { pages, update, isAtTop, announce, sort } = this.#list;
    const loaded = pages()?.length ?? 1;
    const whole = told.everything && loaded <= WHOLE_PAGES;
    const below = await this.#ask(life, (signal) => this.#source.firstPages(whole ? loaded : 1, signal), (fresh) => {
      const [head] = fresh;
      if (head === undefined) return [];
      const items = fresh.flatMap((page) => page.items);
      // Where the reader is by now decides, not where they were when the question was asked.
      if (isAtTop()) {
        update((current) => (whole ? fresh : mergeHead(current, head, sort)));
        announce(null);
        if (whole) return [];
      } else {
        announce(movedIds(pages() ?? [], head.items));
        update((current) => refreshInPlace(current, items));
      }
      return idsBelow(pages() ?? [], told, items);
    });
    told.become(below);
    for (let at = 0; at < below.length; at += ASKED_AT_ONCE) {
      const ids = below.slice(at, at + ASKED_AT_ONCE);
      await this.#ask(life, (signal) => this.#source.rows(ids, signal), (rows) => {
        const found = new Set(rows.map(({ id }) => id));
        const gone = new Set(ids.filter((id) => !found.has(id)));
        update((current) => {
          const refreshed = refreshInPlace(current, rows);
          // A row that was merged away leaves when nobody sees the others move up.
          return isAtTop() ? without(refreshed, gone) : refreshed;
        });
      });
      told.become(below.slice(at + ASKED_AT_ONCE));
    }
  }

  /** What the reader changes while this is asked holds until the answer is on the screen. */
  async #ask<T, Put>(life: AbortSignal, question: (signal: AbortSignal) => Promise<T>, put: (answer: T) => Put): Promise<Put> {
    const control = new AbortController();
    const end = () => control.abort();
    const timer = setTimeout(end, ANSWER_MS);
    life.addEventListener("abort", end, { once: true });
    const answered = question(control.signal).then((answer) => {
      life.throwIfAborted();
      return put(answer);
    });
    try {
      return await reading(answered);
    } catch (error) {
      throw control.signal.aborted && !life.aborted ? new NetworkError("The server did not answer in time.") : error;
    } finally {
      clearTimeout(timer);
      life.removeEventListener("abort", end);
    }
  }

  /** `ms` milliseconds, or until somebody looks on. */
  async #rest(ms: number): Promise<void> {
    if (this.#awaited) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#endRest = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}
