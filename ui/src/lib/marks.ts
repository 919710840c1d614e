export interface Range { id: string; start: number; end: number }
export interface Piece { text: string; ids: string[] }

/** Offsets of the program count code points; those of the browser count UTF-16. */
function units(text: string): (point: number) => number {
  // Without a character beyond the basic plane both counts are the same.
  if (!/[\ud800-\udbff]/.test(text)) return (p) => Math.min(p, text.length);
  const at: number[] = [];
  for (let i = 0; i < text.length; i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) at.push(i);
  return (p) => at[p] ?? text.length;
}

/** A text cut where ranges begin or end; each piece knows the ranges that cover it. The pieces joined are the text. */
export function pieces(text: string, ranges: Range[]): Piece[] {
  const to = units(text);
  const spans = ranges.map((r) => ({ id: r.id, start: to(r.start), end: to(r.end) })).filter((r) => r.end > r.start);
  const cuts = [...new Set([0, text.length, ...spans.flatMap((r) => [r.start, r.end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] ?? text.length;
    return { text: text.slice(start, end), ids: spans.filter((r) => r.start <= start && r.end >= end).map((r) => r.id) };
  });
}
