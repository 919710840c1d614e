import { url } from './api';
import { Resource } from './resource.svelte';
import { ms } from './time';
import type { Collection, Dot, Incident } from './types';

export type Dots = Collection<Dot>;

/** What a drawing needs of an incident. */
export const dot = (i: Incident): Dot => ({
  id: i.id,
  act: i.act,
  from: i.when?.from ?? null,
  to: i.when?.to ?? null,
  place: i.place ? (i.place.canonical ?? i.place.name) : null,
  place_precision: i.place?.precision ?? null,
  contested: i.contested,
  origins: i.origins,
});

/** Every incident with its time and place: the one list that map and timeline share. */
export class DotList {
  resource = new Resource<Dots>(() => url('/map/incidents'));
  all: Dots['features'] = $derived(this.resource.data?.features ?? []);
  /** Those with a time, earliest first, as numbers for drawing. */
  timed = $derived(
    this.all
      .map((f) => f.properties)
      .map((d) => ({ dot: d, from: ms(d.from ?? d.to), to: ms(d.to ?? d.from) }))
      .filter((d) => !Number.isNaN(d.from))
      .sort((a, b) => a.from - b.from),
  );
}

export type Timed = DotList['timed'][number];

/** Whether something that took place between `a` and `b` may lie inside a stretch of time. */
export const touches = (d: Dot, from: number, to: number): boolean => {
  const [a, b] = [ms(d.from ?? d.to), ms(d.to ?? d.from)];
  return !(b < from) && !(a > to) && !Number.isNaN(a);
};
