import atlas from 'world-atlas/countries-10m.json?url';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface Base {
  land: GeoJSON.FeatureCollection;
  borders: GeoJSON.Feature;
  names: GeoJSON.FeatureCollection;
}

let base: Promise<Base> | null = null;

/** Twice the area of a ring and its centre of mass, in degrees. */
function centre(ring: GeoJSON.Position[]): { area: number; at: [number, number] } {
  let [area, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[i + 1] ?? [];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return { area: Math.abs(area), at: area ? [x / (3 * area), y / (3 * area)] : [0, 0] };
}

async function load(): Promise<Base> {
  const topology = (await (await fetch(atlas)).json()) as Topology<{
    countries: GeometryCollection<{ name: string }>;
    land: GeometryCollection;
  }>;
  const countries = feature(topology, topology.objects.countries);
  const names = countries.features.map((c) => {
    const polygons = c.geometry.type === 'Polygon' ? [c.geometry.coordinates] : c.geometry.type === 'MultiPolygon' ? c.geometry.coordinates : [];
    const best = polygons.map((p) => centre(p[0] ?? [])).sort((a, b) => b.area - a.area)[0];
    return {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: best?.at ?? [0, 0] },
      properties: { name: c.properties.name, size: best?.area ?? 0 },
    };
  });
  return {
    land: feature(topology, topology.objects.land),
    borders: { type: 'Feature', properties: {}, geometry: mesh(topology, topology.objects.countries, (a, b) => a !== b) },
    names: { type: 'FeatureCollection', features: names },
  };
}

/** Natural Earth, 1 : 10 million, shipped with the pages: coasts, boundaries, names. Fetched once. */
export function basemap(): Promise<Base> {
  base ??= load();
  return base;
}
