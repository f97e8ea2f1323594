/** The last searches of this browser, newest first, for each organisation by itself. They never leave it. */
const KEPT = 6;

const keyOf = (organization: string) => `oss.searches.${organization}`;

export function recentSearches(organization: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(organization)) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function rememberSearch(organization: string, query: string): void {
  const next = [query, ...recentSearches(organization).filter((one) => one !== query)].slice(0, KEPT);
  try {
    localStorage.setItem(keyOf(organization), JSON.stringify(next));
  } catch {
    // A full or forbidden storage only costs the convenience.
  }
}

export function forgetSearches(organization: string): void {
  localStorage.removeItem(keyOf(organization));
}
