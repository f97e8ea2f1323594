const rules = new Intl.PluralRules("en");

/** `plural(3, "ticket", "tickets")` → "3 tickets", with digits grouped. */
export function plural(count: number, one: string, other: string): string {
  const word = rules.select(count) === "one" ? one : other;
  return `${new Intl.NumberFormat("en").format(count)} ${word}`;
}
