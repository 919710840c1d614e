import { scaleUtc } from 'd3-scale';
import { MONTHS, offset } from './time';

const DAY = 86_400_000;

export interface Tick { x: number; label: string; strong: boolean }

/** Ticks of an axis of time on the clock of a zone, from years to minutes. */
export function ticks(from: number, to: number, width: number, zone: string): Tick[] {
  // The clock of the zone is laid over UTC; within one view the offset of its middle is exact enough for ticks.
  const shift = offset((from + to) / 2, zone);
  const scale = scaleUtc([from + shift, to + shift], [0, width]);
  const all = scale.ticks(Math.max(2, Math.floor(width / 84)));
  const step = (all[1]?.getTime() ?? 0) - (all[0]?.getTime() ?? 0);
  let year = -1;
  let day = '';
  return all.map((t) => {
    // The year stands where it begins to hold, and the day beside the first of its hours: no tick is read by guessing.
    const [y, d] = [t.getUTCFullYear(), `${t.getUTCDate()} ${MONTHS[t.getUTCMonth()]}`];
    const newYear = y !== year;
    const newDay = d !== day;
    [year, day] = [y, d];
    const clock = `${String(t.getUTCHours()).padStart(2, '0')}:${String(t.getUTCMinutes()).padStart(2, '0')}`;
    const label = step > 300 * DAY ? String(y) : step > 25 * DAY ? `${MONTHS[t.getUTCMonth()]}${newYear ? ` ${y}` : ''}` : step >= DAY ? `${d}${newYear ? ` ${y}` : ''}` : newDay ? `${d}${newYear ? ` ${y}` : ''}, ${clock}` : clock;
    return { x: scale(t), label, strong: step < DAY ? newDay : newYear };
  });
}
