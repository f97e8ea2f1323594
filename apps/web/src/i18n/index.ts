/**
 * The words of the product. Only the language in use is fetched, before the page is drawn and before the code of any route is loaded: a module
 * of `features` may keep words in its constants, one of `app` (the shell, which is loaded with this) may not. docs/translating.md says how a
 * language is added.
 */
import type { Language } from "@/i18n/language";
import type { Messages } from "@/i18n/messages";
import { direction, language, locale } from "@/i18n/speech";

export type { Messages } from "@/i18n/messages";
export { direction, language, locale } from "@/i18n/speech";

const catalogues: Record<Language, () => Promise<Messages>> = {
  en: async () => ({ ...(await import("@/i18n/en")).en, problems: {} }),
  de: async () => (await import("@/i18n/de")).de,
  ja: async () => (await import("@/i18n/ja")).ja,
};

/** Set by `loadWords`. */
export let m: Messages;

/** Fetches the words and tells the document which language it speaks. */
export async function loadWords(): Promise<void> {
  m = await catalogues[language()]();
  if (typeof document === "undefined") return;
  document.documentElement.lang = locale();
  document.documentElement.dir = direction();
}
