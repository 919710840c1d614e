import { ms } from './time';
import type { ControlItem, Spell } from './types';

export interface Held { place: string; id: string; lon: number | null; lat: number | null; spells: Spell[]; contested: boolean; holder: string | null | undefined }

/** What is said of a place as of an instant: the spells that run then; contested where they name different holders. */
export function heldAt(c: ControlItem, at: number): Held {
  const now = c.spells.filter((s) => !(ms(s.from) > at) && !(ms(s.to) <= at));
  const holders = new Set(now.map((s) => s.holder));
  return { place: c.place, id: c.place_id, lon: c.lon ?? null, lat: c.lat ?? null, spells: now, contested: holders.size > 1, holder: holders.size === 1 ? [...holders][0] : undefined };
}
