/** Lengths of time as a person writes them: "30m", "4 h", "1 h 30 min", in any of our languages. Pure. */
import { m } from "@/i18n/admin";

/** What the API takes at most: a year. */
export const MOST_MINUTES = 525_600;

const LENGTH = /^(?:(\d{1,5}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?|std\.?|stunden?|時間))?\s*(?:(\d{1,6})\s*(?:m|mins?\.?|minutes?|minuten?|分))?$/i;

/** Minutes; null for nothing written, undefined for what is no length between a minute and a year. */
export function minutesIn(text: string): number | null | undefined {
  // Japanese keyboards write digits of full width.
  const written = text.normalize("NFKC").trim();
  if (written === "") return null;
  const [, hours, minutes] = LENGTH.exec(written) ?? [];
  const total = Math.round(Number((hours ?? "0").replace(",", ".")) * 60) + Number(minutes ?? "0");
  return total >= 1 && total <= MOST_MINUTES ? total : undefined;
}

/** The same, as it stands in a field. */
export function lengthOf(minutes: number | null): string {
  if (minutes === null) return "";
  const { hours, minutes: min } = m.settings.responseTimes.units;
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [whole > 0 ? hours({ value: String(whole) }) : "", rest > 0 ? min({ value: String(rest) }) : ""].filter(Boolean).join(" ");
}
