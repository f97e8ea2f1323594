import { counted } from "@/i18n/plural";

/** `plural(3, "Ticket", "Tickets")` → "3 Tickets"; nouns whose cases differ are written out where they stand. */
export function plural(count: number, one: string, other: string): string {
  return counted(count, { one, other });
}
