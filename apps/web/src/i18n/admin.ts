/** All words, for signing in and the pages of administrators: they come with the first of those pages. */
import { m as first } from "@/i18n";
import type { Language } from "@/i18n/language";
import type { AdminWords, Messages } from "@/i18n/messages";
import { language } from "@/i18n/speech";

const catalogues: Record<Language, () => Promise<{ admin: AdminWords }>> = {
  en: () => import("@/i18n/en/admin"),
  de: () => import("@/i18n/de/admin"),
  ja: () => import("@/i18n/ja/admin"),
};

/** Set by `withAdminWords`. */
export let m: AdminWords & Messages;
let come = false;

/** `load`s the code of a page when its words are there. */
export async function withAdminWords<T>(load: () => Promise<T>): Promise<T> {
  if (!come) m = { ...first, ...(await catalogues[language()]()).admin };
  come = true;
  return load();
}
