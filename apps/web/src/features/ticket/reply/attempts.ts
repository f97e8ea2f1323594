/**
 * Under which key a letter was sent whose answer never came: asking again, also after a reload or in another tab, must
 * be the same mail. One entry for each person and ticket, for an hour.
 */

interface Attempt {
  /** What was sent, to compare with. */
  text: string;
  key: string;
  /** In milliseconds since 1970. */
  at: number;
}

const LASTS_MS = 3_600_000;
const nameOf = (userId: string, ticketId: string) => `oss.attempt.${userId}.${ticketId}`;

function isAttempt(found: unknown): found is Attempt {
  return typeof found === "object" && found !== null && "text" in found && "key" in found && typeof found.key === "string" && "at" in found && typeof found.at === "number";
}

function earlier(name: string): Attempt | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    return isAttempt(found) && Date.now() - found.at < LASTS_MS ? found : null;
  } catch {
    // Not readable: then it is another mail.
    return null;
  }
}

/** The idempotency key for `text`: that of the same text before, else a new one. */
export function attemptFor(userId: string, ticketId: string, text: string): Attempt {
  const name = nameOf(userId, ticketId);
  const known = earlier(name);
  if (known?.text === text) return known;
  const attempt = { text, key: crypto.randomUUID(), at: Date.now() };
  try {
    localStorage.setItem(name, JSON.stringify(attempt));
  } catch {
    // A full or forbidden storage: the composer remembers it while it is open.
    localStorage.removeItem(name);
  }
  return attempt;
}

/** It was taken, or thrown away: the same words are another mail from now on. */
export function forgetAttempt(userId: string, ticketId: string): void {
  localStorage.removeItem(nameOf(userId, ticketId));
}
