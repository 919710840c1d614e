type Ring = GeoJSON.Position[];

/** A ring cut to a box (Sutherland and Hodgman 1974). */
export function clip(ring: Ring, [west, south, east, north]: [number, number, number, number]): Ring {
  let out = ring;
  const sides: [number, number, 1 | -1][] = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]];
  for (const [axis, edge, sign] of sides) {
    const input = out;
    out = [];
    for (let i = 0; i < input.length; i++) {
      const a = input[i] as GeoJSON.Position;
      const b = input[(i + 1) % input.length] as GeoJSON.Position;
      const [va, vb] = [sign * ((a[axis] ?? 0) - edge), sign * ((b[axis] ?? 0) - edge)];
      if (va >= 0) out.push(a);
      if (va >= 0 !== vb >= 0) {
        const t = va / (va - vb);
        out.push([(a[0] ?? 0) + t * ((b[0] ?? 0) - (a[0] ?? 0)), (a[1] ?? 0) + t * ((b[1] ?? 0) - (a[1] ?? 0))]);
      }
    }
    if (!out.length) return out;
  }
  return out;
}

/** A point well inside a ring: the middle of the widest of some level lines through it. With that width. */
export function inside(ring: Ring): { at: [number, number]; width: number } | null {
  const ys = ring.map((p) => p[1] ?? 0);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  let best: { at: [number, number]; width: number } | null = null;
  for (let n = 1; n < 12; n++) {
    const y = low + ((high - low) * n) / 12;
    const xs: number[] = [];
    for (let i = 0; i < ring.length; i++) {
      const [ax = 0, ay = 0] = ring[i] ?? [];
      const [bx = 0, by = 0] = ring[(i + 1) % ring.length] ?? [];
      if (ay > y !== by > y) xs.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
    xs.sort((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const width = ((xs[i + 1] ?? 0) - (xs[i] ?? 0)) * (1 - Math.abs(n - 6) / 24);
      if (!best || width > best.width) best = { at: [((xs[i] ?? 0) + (xs[i + 1] ?? 0)) / 2, y], width };
    }
  }
  return best;
}

export interface Country { name: string; rings: { ring: Ring; box: [number, number, number, number] }[] }

export const box = (ring: Ring): [number, number, number, number] => {
  let [w, s, e, n] = [180, 90, -180, -90];
  for (const [x = 0, y = 0] of ring) {
    if (x < w) w = x;
    if (x > e) e = x;
    if (y < s) s = y;
    if (y > n) n = y;
  }
  return [w, s, e, n];
};

/** Where the name of each country in view stands: inside that part of it that is in view, so that every one is named. */
export function labels(countries: Country[], view: [number, number, number, number]): GeoJSON.FeatureCollection {
  const [w, s, e, n] = view;
  const features: GeoJSON.Feature[] = [];
  for (const country of countries) {
    let best: { at: [number, number]; width: number } | null = null;
    for (const { ring, box: [bw, bs, be, bn] } of country.rings) {
      if (be < w || bw > e || bn < s || bs > n) continue;
      const found = inside(clip(ring, view));
      if (found && (!best || found.width > best.width)) best = found;
    }
    // A sliver at the edge has no room for a name.
    if (best && best.width > (e - w) * 0.06)
      features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: best.at }, properties: { name: country.name, size: best.width } });
  }
  return { type: 'FeatureCollection', features };
}
