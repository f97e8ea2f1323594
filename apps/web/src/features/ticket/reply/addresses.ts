/** Recipients as they are typed and pasted. */

/** What the server takes too: one @, no blanks, a dot in the domain, ASCII. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

export function isAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/**
 * The addresses of a pasted list: `Anna Berg <anna@post.example>, "Berg, Jo" <jo@post.example>; ole@post.example` and
 * one a line. What is no address stays as it was typed, so that a person can mend it.
 */
export function parseAddresses(text: string): string[] {
  const found: string[] = [];
  let part = "";
  let quoted = false;
  let angled = false;
  const push = () => {
    const one = part.trim();
    part = "";
    if (one === "") return;
    const inside = /<([^<>]*)>\s*$/.exec(one)?.[1];
    found.push((inside ?? one).trim().replace(/^mailto:/i, ""));
  };
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (char === "<") angled = true;
    else if (char === ">") angled = false;
    if (!quoted && !angled && /[,;\n\r\t]/.test(char)) push();
    else part += char;
  }
  push();
  // Addresses parted by blanks alone: "a@x.example b@x.example".
  return found.flatMap((one) => {
    const words = one.split(/\s+/);
    return words.length > 1 && words.every(isAddress) ? words : [one];
  });
}

/** `next` behind `before`, each address once whatever its case. */
export function joined(before: readonly string[], next: readonly string[]): string[] {
  const seen = new Set(before.map((one) => one.toLowerCase()));
  return [...before, ...next.filter((one) => !seen.has(one.toLowerCase()) && seen.add(one.toLowerCase()))];
}
