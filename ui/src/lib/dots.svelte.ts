import { url } from './api';
import { Resource } from './resource.svelte';
import { ms } from './time';
import type { Collection, Dot, Incident } from './types';

/** An incident as drawings need it: its number, its first and last instant (NaN where nobody told one), and its place. */
export interface Spot { n: number; dot: Dot; from: number; to: number; at: GeoJSON.Position | null }

const spot = (n: number, dot: Dot, at: GeoJSON.Position | null): Spot => ({ n, dot, from: ms(dot.from ?? dot.to), to: ms(dot.to ?? dot.from), at });

export const spotOf = (i: Incident): Spot =>
  spot(
    0,
    {
      id: i.id, act: i.act, from: i.when?.from ?? null, to: i.when?.to ?? null,
      place: i.place ? (i.place.canonical ?? i.place.name) : null, place_precision: i.place?.precision ?? null,
      contested: i.contested, origins: i.origins,
    },
    i.place?.lat != null && i.place.lon != null ? [i.place.lon, i.place.lat] : null,
  );

/** Every incident with its time and place: the one list that map and timeline share. */
export class DotList {
  resource = new Resource<Collection<Dot>>(() => url('/map/incidents'));
  /** In the order of their numbers. */
  all: Spot[] = $derived((this.resource.data?.features ?? []).map((f, n) => spot(n, f.properties, f.geometry?.coordinates ?? null)));
  /** Those with a time, earliest first. */
  timed: Spot[] = $derived(this.all.filter((s) => !Number.isNaN(s.from)).sort((a, b) => a.from - b.from));
}

/** Whether something may have taken place inside a stretch of time: the program answers the same. */
export const touches = (s: Spot, from: number, to: number): boolean =>
  !Number.isNaN(s.from) && (s.dot.to === null || s.to > from) && (s.dot.from === null || s.from <= to);
