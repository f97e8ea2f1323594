/** Finds the quoted history at the end of a mail's HTML, so that it can be folded. Nothing is cut from the mail itself. */

/** How clients mark what they quote. */
const MARKED = ".gmail_quote, .gmail_quote_container, .protonmail_quote, .yahoo_quoted, blockquote";
/** As many letters of the history must be the same in text and HTML for the two to be taken for one. */
const KEY_LETTERS = 40;
const FEWEST_LETTERS = 12;
const NOT_A_LETTER = /[^\p{L}\p{N}]+/gu;

function letters(text: string): string {
  return text.replace(NOT_A_LETTER, "").toLowerCase();
}

function hasWords(node: Node): boolean {
  return (node.textContent ?? "").trim() !== "" || (node instanceof Element && node.querySelector("img") !== null);
}

/**
 * The nodes of the trailing history, in order; empty when there is none. `history` is what the server found to be quoted
 * at the end of the mail's text: it leads to the place where the client left no mark, as Outlook does.
 */
export function trailingQuote(body: HTMLElement, history: string): ChildNode[] {
  const marked = markedQuotes(body);
  return marked.length > 0 ? marked : unmarkedHistory(body, history);
}

/** The marked quotes after which nothing but quotes follows: answers written between quotes must stay in sight. */
function markedQuotes(body: HTMLElement): Element[] {
  const found: Element[] = [];
  const quotes = [...body.querySelectorAll(MARKED)].filter((quote) => quote.parentElement?.closest(MARKED) === null);
  for (const quote of quotes.reverse()) {
    if (wordsAfter(quote, body, found)) break;
    found.push(quote);
  }
  // A mail that is nothing but a quote (a bare forward) is shown whole.
  const withoutQuotes = body.cloneNode(true) as HTMLElement;
  for (const quote of withoutQuotes.querySelectorAll(MARKED)) quote.remove();
  return hasWords(withoutQuotes) ? found : [];
}

function wordsAfter(quote: Element, body: HTMLElement, known: readonly Element[]): boolean {
  for (let node: Element | null = quote; node !== null && node !== body; node = node.parentElement) {
    for (let next = node.nextSibling; next !== null; next = next.nextSibling) {
      const isKnown = known.some((other) => next === other || (next instanceof Element && next.contains(other)));
      if (!isKnown && hasWords(next)) return true;
    }
  }
  return false;
}

function unmarkedHistory(body: HTMLElement, history: string): ChildNode[] {
  const key = letters(history).slice(0, KEY_LETTERS);
  if (key.length < FEWEST_LETTERS) return [];
  const first = nodeOf(body, key);
  if (first === null) return [];
  const piece = outermost(first, body);
  return fromHereOn(delimiterBefore(piece) ?? piece, body);
}

/** The "--" of RFC 3676 on a line of its own that introduces a signature: it says nothing once the signature is folded. */
function delimiterBefore(piece: ChildNode): ChildNode | null {
  for (let before = piece.previousSibling; before !== null; before = before.previousSibling) {
    if (before.textContent?.trim() === "--") return before;
    if (hasWords(before)) return null;
  }
  return null;
}

/** The text node in which `key` begins; null when it is nowhere, or begins the mail. */
function nodeOf(body: HTMLElement, key: string): ChildNode | null {
  const starts: { at: number; node: Text }[] = [];
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let whole = "";
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = letters(node.textContent ?? "");
    if (text !== "") starts.push({ at: whole.length, node: node as Text });
    whole += text;
  }
  const at = whole.indexOf(key);
  const found = starts.find((start) => start.at === at);
  return at > 0 && found ? found.node : null;
}

/** The largest piece of the mail that begins with `node`: with the words, the box that is drawn around them goes too. */
function outermost(node: ChildNode, body: HTMLElement): ChildNode {
  let piece = node;
  while (piece.parentElement !== null && piece.parentElement !== body && !hasWordsBefore(piece)) piece = piece.parentElement;
  return piece;
}

function hasWordsBefore(node: ChildNode): boolean {
  for (let before = node.previousSibling; before !== null; before = before.previousSibling) if (hasWords(before)) return true;
  return false;
}

function fromHereOn(first: ChildNode, body: HTMLElement): ChildNode[] {
  const found: ChildNode[] = [];
  for (let node: ChildNode | null = first; node !== null && node !== body; node = node.parentElement) {
    if (node === first) found.push(node);
    for (let next = node.nextSibling; next !== null; next = next.nextSibling) found.push(next);
  }
  return found;
}
