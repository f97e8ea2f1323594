/** Which language the page speaks: what the person chose in this browser, else the first of the browser's that we have. */

/** The languages we have, by their own names. */
export const LANGUAGES = { en: "English", de: "Deutsch", ja: "日本語" } as const;
export type Language = keyof typeof LANGUAGES;
export type LanguageChoice = Language | "system";

const RIGHT_TO_LEFT: readonly Language[] = [];

/** English from right to left: a pseudo-language to look at the layout with. It is on no menu; a browser keeps it as any other choice. */
export const MIRRORED = "ar-XB";

const KEY = "oss.language";

export interface Speech {
  language: Language;
  /** BCP 47 tag for `Intl`: the browser's own variety of the language (en-GB reads 24 h, de-CH groups digits by ’). */
  locale: string;
  direction: "ltr" | "rtl";
}

function isLanguage(word: string | null): word is Language {
  return word !== null && Object.hasOwn(LANGUAGES, word);
}

const primary = (tag: string) => tag.toLowerCase().split("-", 1)[0] ?? "";

/** Pure: `stored` is what this browser keeps, `preferred` the browser's languages, best first. */
export function speechOf(stored: string | null, preferred: readonly string[]): Speech {
  if (stored === MIRRORED) return { language: "en", locale: "en", direction: "rtl" };
  const found = isLanguage(stored) ? stored : preferred.map(primary).find(isLanguage);
  const language = found ?? "en";
  return { language, locale: preferred.find((tag) => primary(tag) === language) ?? language, direction: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr" };
}

export function storedChoice(): LanguageChoice {
  const stored = localStorage.getItem(KEY);
  return isLanguage(stored) ? stored : "system";
}

/** Keeps the choice and loads the page anew: words stand in constants all over the page, and a half-translated page is worse than a blink. */
export function chooseLanguage(choice: LanguageChoice): void {
  if (choice === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  window.location.reload();
}

/** What this browser asks for. Outside a browser: English. */
export function wantedSpeech(): Speech {
  if (typeof window === "undefined") return speechOf(null, []);
  return speechOf(localStorage.getItem(KEY), navigator.languages);
}
