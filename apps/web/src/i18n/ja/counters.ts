import { digits } from "@/i18n/plural";

/** Japanese has one form for every number, and a word to count with: `ken(3)` → 「3件」. */
export const ken = (count: number) => `${digits(count)}件`;
