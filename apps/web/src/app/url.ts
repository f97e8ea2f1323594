/** Search parameters as plain words (`?status=new,open`), not as JSON: people read, edit and share these links. */

export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") params.set(key, String(value));
  }
  // A comma needs no escape in a query (RFC 3986 §3.4) and reads better without.
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** Where to go after the sign-in: only a path of this origin, else a link could send people anywhere. */
export function safeNext(next: string | undefined): string | undefined {
  if (!next?.startsWith("/") || next.startsWith("//") || next.startsWith("/\\") || next.startsWith("/signin")) return undefined;
  return next === "/" ? undefined : next;
}
