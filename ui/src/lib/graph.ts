import type { GraphEdge, GraphNode } from './types';

export interface Placed extends GraphNode { x: number; y: number; layer: number }

/** Column and row of each node: what nothing leads to stands first; within a column sides stay together. */
export function layout(nodes: GraphNode[], edges: GraphEdge[], width: number, rowHeight: number) {
  const known = new Set(nodes.map((n) => n.id));
  const arcs = edges.filter((e) => known.has(e.from) && known.has(e.to) && e.from !== e.to);
  const layer = new Map(nodes.map((n) => [n.id, 0]));
  // As many rounds as there are nodes suffice without a cycle; with one, the rounds end all the same.
  for (let round = 0, moved = true; moved && round < nodes.length; round++) {
    moved = false;
    for (const { from, to } of arcs) {
      const next = (layer.get(from) ?? 0) + 1;
      if (next > (layer.get(to) ?? 0) && next < nodes.length) {
        layer.set(to, next);
        moved = true;
      }
    }
  }
  const layers = Math.max(0, ...layer.values()) + 1;
  const columns = Array.from({ length: layers }, (_, i) => nodes.filter((n) => layer.get(n.id) === i));
  const rows = Math.max(1, ...columns.map((c) => c.length));
  const placed = new Map<string, Placed>();
  const column = width / layers;
  for (const [i, of] of columns.entries()) {
    of.sort((a, b) => ((a.side ?? '') + a.label < (b.side ?? '') + b.label ? -1 : 1));
    const gap = rows / Math.max(1, of.length);
    for (const [j, n] of of.entries())
      placed.set(n.id, { ...n, layer: i, x: i * column, y: (j + 0.5) * gap * rowHeight });
  }
  return { placed, arcs, column, height: rows * rowHeight };
}
