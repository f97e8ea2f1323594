/** What the pipeline records as a word, for people. A word that is not known here is shown as it stands. */
import { m } from "@/i18n";

function wordOf(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/** Why a mail stands in its ticket, or which mail a copy belongs to; undefined when the reason is not known. */
export function reasonText(reason: string): string | undefined {
  return wordOf(m.ticket.reasons, reason);
}

/** Where the original recipient was read; undefined when the source is not known. */
export function recipientSourceText(source: string): string | undefined {
  return wordOf(m.ticket.recipientSources, source);
}
