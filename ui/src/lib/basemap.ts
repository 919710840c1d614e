import atlas from 'world-atlas/countries-10m.json?url';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { box, type Country } from './labels';

export interface Base {
  land: GeoJSON.FeatureCollection;
  borders: GeoJSON.Feature;
  countries: Country[];
}

let base: Promise<Base> | null = null;

async function load(): Promise<Base> {
  const topology = (await (await fetch(atlas)).json()) as Topology<{
    countries: GeometryCollection<{ name: string }>;
    land: GeometryCollection;
  }>;
  const countries = feature(topology, topology.objects.countries).features.map((c): Country => {
    const polygons = c.geometry.type === 'Polygon' ? [c.geometry.coordinates] : c.geometry.type === 'MultiPolygon' ? c.geometry.coordinates : [];
    return { name: c.properties.name, rings: polygons.flatMap((p) => (p[0] ? [{ ring: p[0], box: box(p[0]) }] : [])) };
  });
  return {
    land: feature(topology, topology.objects.land),
    borders: { type: 'Feature', properties: {}, geometry: mesh(topology, topology.objects.countries, (a, b) => a !== b) },
    countries,
  };
}

/** Natural Earth, 1 : 10 million, shipped with the pages: coasts, boundaries, names. Fetched once. */
export function basemap(): Promise<Base> {
  base ??= load();
  return base;
}
