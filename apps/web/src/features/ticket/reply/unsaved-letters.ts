/**
 * What is written and not yet on the server, kept in this browser: a letter outlives a lost connection, a closed tab
 * and a crash. One entry for each person and ticket; it is gone as soon as the server has the words.
 */
import type { Letter } from "@/features/ticket/reply/letter";

export interface Unsaved {
  letter: Letter;
  /** When the draft that it goes on from was saved; null when there was none. */
  savedAt: string | null;
}

const keyOf = (userId: string, ticketId: string) => `oss.letter.${userId}.${ticketId}`;

/** A full or forbidden storage keeps nothing: the server still does. */
export function keepUnsaved(userId: string, ticketId: string, unsaved: Unsaved): void {
  try {
    localStorage.setItem(keyOf(userId, ticketId), JSON.stringify(unsaved));
  } catch {
    forgetUnsaved(userId, ticketId);
  }
}

export function forgetUnsaved(userId: string, ticketId: string): void {
  localStorage.removeItem(keyOf(userId, ticketId));
}

function isUnsaved(found: unknown): found is Unsaved {
  if (typeof found !== "object" || found === null || !("letter" in found) || !("savedAt" in found)) return false;
  const { letter, savedAt } = found;
  const lists = ["to", "cc", "bcc", "files"] as const;
  const said = letter as Partial<Letter> | null;
  return (savedAt === null || typeof savedAt === "string") && typeof said?.html === "string" && typeof said.tail === "string" && lists.every((name) => Array.isArray(said[name]));
}

/** Null when there is nothing, or nothing that this version can read. */
export function unsavedOf(userId: string, ticketId: string): Unsaved | null {
  const text = localStorage.getItem(keyOf(userId, ticketId));
  if (text === null) return null;
  try {
    const found: unknown = JSON.parse(text);
    if (isUnsaved(found)) return found;
  } catch {
    // Cut off by a crash: there is nothing to go on with.
  }
  return null;
}
