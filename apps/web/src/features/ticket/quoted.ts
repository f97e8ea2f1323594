/** Splits plain text by the server's `new_ranges` into what the author wrote and what was quoted. */

export interface Segment {
  text: string;
  quoted: boolean;
}

/**
 * `ranges` are [start, end) in Unicode code points, as Python counts; JavaScript counts UTF-16 units, so the text is
 * walked by code point. Without ranges the whole text is the author's.
 */
export function segmentsOf(text: string, ranges: readonly (readonly [number, number])[]): Segment[] {
  if (ranges.length === 0) return text === "" ? [] : [{ text, quoted: false }];
  const points = Array.from(text);
  const segments: Segment[] = [];
  let position = 0;
  const push = (end: number, quoted: boolean) => {
    const piece = points.slice(position, end).join("");
    position = Math.max(position, end);
    if (piece.trim() === "") {
      const last = segments.at(-1);
      if (last) last.text += piece;
      return;
    }
    const last = segments.at(-1);
    if (last?.quoted === quoted) last.text += piece;
    else segments.push({ text: piece, quoted });
  };
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start > position) push(start, true);
    push(end, false);
  }
  if (position < points.length) push(points.length, true);
  return segments;
}

/** What stands quoted at the end of the text, the signature above it included; "" when the author has the last word. */
export function trailingHistory(text: string, ranges: readonly (readonly [number, number])[]): string {
  const last = segmentsOf(text, ranges).at(-1);
  return last?.quoted ? last.text : "";
}
