/** Counted things, by the rules of the language in use. */
import { numberFormat, pluralRules } from "@/i18n/intl";

/** The forms a language has; `other` serves for those it does not name. Arabic names six, Japanese one. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The number as this language writes it: 1,234 or 1.234. */
export function digits(count: number): string {
  return numberFormat().format(count);
}

/** `counted(3, { one: "ticket", other: "tickets" })` → "3 tickets". */
export function counted(count: number, forms: Forms): string {
  return `${digits(count)} ${forms[pluralRules().select(count)] ?? forms.other}`;
}
