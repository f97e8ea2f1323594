/**
 * Keeps a loaded list true to the server: what is told while it is shown, what was told while a page of it was on its
 * way, what was missed in a gap. One question at a time, so that no answer puts back what a newer one has shown; what is
 * told meanwhile is gathered, however much it is; what could not be asked is asked again.
 */
import { reading } from "@/api/held-changes";
import { ApiError } from "@/api/problem";
import { mayRetry, retryDelay } from "@/api/query-client";
import type { TicketPage } from "@/api/tickets";
import type { TicketSort } from "@/api/types";
import type { Source } from "@/features/inbox/list-questions";
import { ASKED_AT_ONCE, Questions } from "@/features/inbox/list-questions";
import { idsBelow, idsLost, mergeHead, movedIds, putBack, refreshInPlace, without } from "@/features/inbox/merge-head";
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

/** Up to this many pages are read anew whole when anything may have changed. */
const WHOLE_PAGES = 3;
const MOST_REST_MS = 1_000;
const LEAST_DELAY_MS = 500;

export class ListSync {
  readonly #list: ShownList;
  readonly #questions: Questions;
  #told = new Told();
  readonly #onTheirWay = new Set<Told>();
  /** Merged away while somebody read below them: they leave when the reader is at the top. */
  readonly #gone = new Set<string>();
  /** Something belongs elsewhere than a reader further down sees it. */
  #putOff = false;
  /** The head is asked for whatever was told, and somebody looks on. */
  #awaited = false;
  #life = new AbortController();
  #begun = false;
  #working = false;
  /** The last failure will not pass by itself: nothing is asked until something is told. */
  #blocked = false;
  #failures = 0;
  #endRest: (() => void) | null = null;
  #restIsRetry = false;

  constructor(list: ShownList, source: Source) {
    this.#list = list;
    this.#questions = new Questions(source);
  }

  /** Begins; what it returns ends it, and whatever is being asked. */
  start(): () => void {
    if (this.#life.signal.aborted) this.#life = new AbortController();
    const life = this.#life;
    this.#begun = true;
    this.proceed();
    return () => {
      life.abort();
      this.#endRest?.();
    };
  }

  /** These tickets changed; an empty set: anything may have. */
  changed(ids: ReadonlySet<string>): void {
    for (const told of [this.#told, ...this.#onTheirWay]) told.add(ids);
    this.#blocked = false;
    // Said after a gap: the server is there again.
    if (ids.size === 0 && this.#restIsRetry) {
      this.#failures = 0;
      this.#endRest?.();
    }
    this.proceed();
  }

  /** The reader went to the top to see what waits there. */
  showWaiting(): void {
    this.#awaited = true;
    this.#blocked = false;
    this.#questions.dropRows();
    this.#endRest?.();
    this.proceed();
  }

  /** The reader is at the top, however they came there. */
  reachedTop(): void {
    if (!this.#putOff) return;
    this.#putOff = false;
    this.showWaiting();
  }

  /** Puts a page of the list where it belongs once it is there. Its answer may be older than what is told meanwhile. */
  async arriving(cursor: string, put: (page: TicketPage) => void): Promise<void> {
    const life = this.#life.signal;
    const meanwhile = new Told();
    this.#onTheirWay.add(meanwhile);
    const asked = this.#questions.page(cursor, life).then((page) => {
      // Whoever comes back to the list asks anew: this answer may be older.
      if (life.aborted) return;
      put(page);
      const stale = page.items.map(({ id }) => id).filter((id) => meanwhile.has(id));
      if (stale.length > 0) this.changed(new Set(stale));
    });
    try {
      await reading(asked);
    } catch (error) {
      if (!life.aborted) throw error;
    } finally {
      this.#onTheirWay.delete(meanwhile);
    }
  }

  /** Asks what there is to ask, if nothing is being asked. To be called when the first page is there. */
  proceed(): void {
    const life = this.#life.signal;
    if (this.#working || !this.#mayAsk(life)) return;
    this.#working = true;
    void this.#work(life).finally(() => {
      this.#working = false;
      this.proceed();
    });
  }

  #mayAsk(life: AbortSignal): boolean {
    const anything = this.#awaited || !this.#told.isNothing;
    return anything && this.#begun && !this.#blocked && !life.aborted && this.#list.pages() !== undefined;
  }

  async #work(life: AbortSignal): Promise<void> {
    while (this.#mayAsk(life)) {
      const told = this.#told;
      this.#told = new Told();
      this.#awaited = false;
      const began = performance.now();
      try {
        await this.#refresh(told, life);
        this.#failures = 0;
        this.#told.addAll(told);
        // However fast changes come, half of the time nothing is asked.
        await this.#rest(Math.min(performance.now() - began, MOST_REST_MS));
      } catch (error) {
        this.#told.addAll(told);
        this.#putOff = true;
        if (life.aborted) return;
        if (!(error instanceof Error) || !mayRetry(0, error)) {
          this.#blocked = !this.#awaited;
          continue;
        }
        this.#restIsRetry = !(error instanceof ApiError && error.status === 429);
        await this.#rest(Math.max(LEAST_DELAY_MS, retryDelay(this.#failures, error)));
        this.#restIsRetry = false;
        this.#failures += 1;
      }
    }
  }

  /** Takes out of `told` what is on the screen by now. */
  async #refresh(told: Told, life: AbortSignal): Promise<void> {
    const { pages, update, isAtTop, announce, sort } = this.#list;
    const loaded = pages()?.length ?? 1;
    const whole = told.everything && loaded <= WHOLE_PAGES;
    let below: string[] = [];
    let left: string[] = [];
    await this.#ask(this.#questions.firstPages(whole ? loaded : 1, life), life, (fresh) => {
      const [head] = fresh;
      if (head === undefined) return;
      const items = fresh.flatMap((page) => page.items);
      // Where the reader is by now decides, not where they were when the question was asked.
      this.#putOff = !isAtTop();
      if (this.#putOff) {
        announce(movedIds(pages() ?? [], head.items));
        update((current) => refreshInPlace(current, items));
      } else {
        const before = pages() ?? [];
        update((current) => (whole ? fresh : without(mergeHead(current, head, sort), this.#gone)));
        left = whole ? [] : idsLost(before, pages() ?? []).filter((id) => !this.#gone.has(id));
        this.#gone.clear();
        announce(null);
        if (whole) return;
      }
      below = idsBelow(pages() ?? [], told, items);
    });
    told.become([...below, ...left]);
    // Most have left the list; one may stand further down in it now.
    if (left.length > 0) await this.#ask(this.#questions.inList(left, life), life, (rows) => update((current) => putBack(current, rows, sort)));
    told.become(below);
    for (let at = 0; at < below.length && !this.#awaited; at += ASKED_AT_ONCE) {
      const ids = below.slice(at, at + ASKED_AT_ONCE);
      await this.#ask(this.#questions.rows(ids, life), life, (rows) => {
        const found = new Set(rows.map(({ id }) => id));
        for (const id of ids) if (!found.has(id)) this.#gone.add(id);
        update((current) => refreshInPlace(current, rows));
        if (!isAtTop()) return;
        update((current) => without(current, this.#gone));
        this.#gone.clear();
      });
      told.become(below.slice(at + ASKED_AT_ONCE));
    }
  }

  /** What the reader changes while this is asked holds until the answer is on the screen. */
  #ask<T, Put>(answer: Promise<T>, life: AbortSignal, put: (answer: T) => Put): Promise<Put> {
    return reading(
      answer.then((given) => {
        life.throwIfAborted();
        return put(given);
      }),
    );
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
    this.#endRest = null;
  }
}
