import { scaleUtc } from 'd3-scale';
import { offset } from './time';

export interface Tick { x: number; label: string; strong: boolean }

/** Ticks of an axis of time on the clock of a zone, from years to minutes. */
export function ticks(from: number, to: number, width: number, zone: string): Tick[] {
  // The clock of the zone is laid over UTC; within one view the offset of its middle is exact enough for ticks.
  const shift = offset((from + to) / 2, zone);
  const scale = scaleUtc([from + shift, to + shift], [0, width]);
  const name = scale.tickFormat();
  return scale.ticks(Math.max(2, Math.floor(width / 95))).map((t) => ({
    x: scale(t),
    label: name(t),
    strong: t.getUTCHours() === 0 && t.getUTCMinutes() === 0 && t.getUTCDate() === 1,
  }));
}
