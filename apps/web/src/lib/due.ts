/** Until when somebody was promised an answer, in words. Pure: `now`, in ms, comes from the caller. */
import type { Ticket } from "@/api/types";
import { m } from "@/i18n";
import { formatAbout, formatFullTime } from "@/lib/format";

type Waiting = Pick<Ticket, "status" | "awaiting_reply_since" | "response_due_at" | "response_due">;

export interface Due {
  /** "soon" when less than an hour, or than a quarter of the time that was promised, is left. */
  pressure: "calm" | "soon" | "late";
  words: string;
  /** The moment in the reader's zone, and what was promised. */
  title: string;
}

const MINUTE = 60_000;
const SOON_MS = 60 * MINUTE;
const SOON_PART = 0.25;

function wordsFor(left: number): string {
  // A minute is not told in seconds, nor is half of one told as none.
  if (Math.abs(left) < MINUTE / 2) return m.common.due.now;
  const time = formatAbout(Math.max(1, Math.round(Math.abs(left) / MINUTE)) * 60);
  return left > 0 ? m.common.due.in({ time }) : m.common.due.late({ time });
}

/** Null when nothing was promised, or nobody is to answer any more. */
export function dueOf({ status, awaiting_reply_since: since, response_due_at: at, response_due: kind }: Waiting, now: number): Due | null {
  if (at === null || (status !== "new" && status !== "open")) return null;
  const due = Date.parse(at);
  const left = due - now;
  const promised = since === null ? 0 : due - Date.parse(since);
  const pressure = left <= 0 ? "late" : left < Math.max(SOON_MS, promised * SOON_PART) ? "soon" : "calm";
  return { pressure, words: wordsFor(left), title: m.common.due.promised[kind ?? "next"]({ when: formatFullTime(at) }) };
}
