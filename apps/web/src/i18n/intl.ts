/**
 * The formatters of the browser, each made once for the language in use: to make one takes as long as to format a
 * thousand values, and a page shows hundreds of moments.
 */
import { locale } from "@/i18n/speech";

const made = new Map<string, unknown>();

function once<T>(kind: string, options: object, make: (language: string) => T): T {
  const language = locale();
  // A formatter keeps the zone that it was made in; who travels gets new ones.
  const key = `${kind} ${language} ${new Date().getTimezoneOffset()} ${JSON.stringify(options)}`;
  const known = made.get(key) as T | undefined;
  if (known !== undefined) return known;
  const fresh = make(language);
  made.set(key, fresh);
  return fresh;
}

export const dateFormat = (options: Intl.DateTimeFormatOptions) => once("date", options, (language) => new Intl.DateTimeFormat(language, options));
export const numberFormat = (options: Intl.NumberFormatOptions = {}) => once("number", options, (language) => new Intl.NumberFormat(language, options));
export const listFormat = (options: Intl.ListFormatOptions = {}) => once("list", options, (language) => new Intl.ListFormat(language, options));
export const relativeFormat = (options: Intl.RelativeTimeFormatOptions = {}) => once("relative", options, (language) => new Intl.RelativeTimeFormat(language, options));
export const pluralRules = () => once("plural", {}, (language) => new Intl.PluralRules(language));
