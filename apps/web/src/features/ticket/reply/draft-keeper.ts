import { saveDraft } from "@/api/drafts";
import { ApiError } from "@/api/problem";
import type { Draft, DraftIn } from "@/api/types";

const QUIET_MS = 700;
const AGAIN_MS = 5_000;

export type SaveState = "clean" | "saving" | "saved" | "failed" | "conflict";

interface Listener {
  onState: (state: SaveState) => void;
  onSaved: (draft: Draft) => void;
  /** What is written is on the server, or has no more use: sent, or discarded. */
  onSafe: () => void;
}

interface Beginning {
  /** When it was saved last; null when it never was. */
  savedAt: string | null;
  /** It was found in this browser, and the server does not have it. */
  unsaved: boolean;
}

/** Keeps one draft on the server, one save at a time: each expects the version that the one before answered. */
export class DraftKeeper {
  private saved: string;
  private stopped = false;
  /** The writer has seen that there is another draft, and wants this one. */
  private over = false;
  /** What was sent and not answered: the server may have it, or not. */
  private unanswered: DraftIn | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly ticketId: string,
    private draft: DraftIn,
    { savedAt, unsaved }: Beginning,
    private readonly listener: Listener,
  ) {
    this.savedAt = savedAt;
    this.saved = unsaved ? "" : JSON.stringify(draft);
  }

  /** When the draft that this one goes on from was saved; null when there is none. */
  savedAt: string | null;

  /** Whether the server has all that is written. */
  get isSafe(): boolean {
    return JSON.stringify(this.draft) === this.saved;
  }

  /** What is written now; it is saved when nothing follows for a moment. Returns whether that is news. */
  write(draft: DraftIn): boolean {
    const text = JSON.stringify(draft);
    if (text === JSON.stringify(this.draft)) return false;
    this.draft = draft;
    if (!this.stopped && text !== this.saved) this.later(QUIET_MS);
    return true;
  }

  /** Saves at once what is not saved yet. */
  start(): void {
    clearTimeout(this.timer);
    this.running = this.running.then(() => this.flush());
  }

  /** Waits for a save on its way and makes no other: before the letter is sent or discarded. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** It was sent or discarded: nothing is left to keep. */
  done(): void {
    this.stopped = true;
    this.listener.onSafe();
  }

  resume(): void {
    this.stopped = false;
    this.start();
  }

  /** After a conflict: what is here wins. */
  overwrite(): void {
    this.savedAt = null;
    this.over = true;
    this.resume();
  }

  private async put(draft: DraftIn): Promise<Draft> {
    try {
      const kept = await saveDraft(this.ticketId, { ...draft, expected_updated_at: this.savedAt, expects_none: this.savedAt === null && !this.over });
      this.savedAt = kept.updated_at;
      this.over = false;
      this.unanswered = null;
      return kept;
    } catch (error) {
      if (!(error instanceof ApiError && error.status < 500)) this.unanswered = draft;
      throw error;
    }
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), ms);
  }

  private async flush(): Promise<void> {
    const draft = this.draft;
    const text = JSON.stringify(draft);
    if (this.stopped || text === this.saved) return;
    this.listener.onState("saving");
    try {
      // The same once more is no conflict, whether it came or not; what was written since would be one with ourselves.
      if (this.unanswered !== null && JSON.stringify(this.unanswered) !== text) await this.put(this.unanswered);
      const kept = await this.put(draft);
      this.saved = text;
      this.listener.onSaved(kept);
      if (this.isSafe) this.listener.onSafe();
      this.listener.onState("saved");
    } catch (error) {
      const conflict = error instanceof ApiError && error.code === "draft_changed";
      if (conflict) this.stopped = true;
      else this.later(AGAIN_MS);
      this.listener.onState(conflict ? "conflict" : "failed");
    }
  }
}
