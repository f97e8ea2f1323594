export interface Piece {
  text: string;
  href: string | null;
}

const PATTERN = /\bhttps?:\/\/[^\s<>"']+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/gi;

/** Finds web and mail addresses in plain text. Punctuation that ends a sentence is not part of a link. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  for (const match of text.matchAll(PATTERN)) {
    const found = match[0].replace(/[.,;:!?)\]}]+$/, "");
    if (match.index > position) pieces.push({ text: text.slice(position, match.index), href: null });
    pieces.push({ text: found, href: /^https?:/i.test(found) ? found : `mailto:${found}` });
    position = match.index + found.length;
  }
  if (position < text.length) pieces.push({ text: text.slice(position), href: null });
  return pieces;
}
