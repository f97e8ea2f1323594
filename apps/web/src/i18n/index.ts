/**
 * The words of the product. `m` is typed by the English catalogue, so a missing or misspelt key does not compile;
 * another language is another object of the type `Messages`.
 */
import { en } from "@/i18n/en";

/** `en`'s shape with its literal strings widened: what a translation has to provide. */
type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

export type Messages = Widen<typeof en>;

export const m: Messages = en;

/** BCP 47 tag for `Intl`: the browser's own variety of the catalogue's language (en-GB reads 24 h, en-US 12 h). */
export function locale(): string {
  const wanted = typeof navigator === "undefined" ? "en" : navigator.language;
  return wanted.startsWith("en") ? wanted : "en";
}
