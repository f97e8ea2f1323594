import { counted } from "@/i18n/plural";

/** `plural(3, "ticket", "tickets")` → "3 tickets", with digits grouped. */
export function plural(count: number, one: string, other: string): string {
  return counted(count, { one, other });
}
