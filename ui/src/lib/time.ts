import type { When } from './types';

/** Milliseconds of an RFC 9557 instant: `2020-11-10T00:00:00+03:00[Europe/Moscow]`. A bare day is its start in UTC. */
export function ms(at: string | null | undefined): number {
  if (!at) return NaN;
  const zone = at.indexOf('[');
  return Date.parse(zone < 0 ? at : at.slice(0, zone));
}

/** The zone an instant was told in, if it names one. */
export const zoneOf = (at: string | null | undefined): string | null => at?.match(/\[([^\]]+)\]/)?.[1] ?? null;

/** Whether this browser knows a zone. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The instant that an address names; null where it names none. */
export const instantOf = (text: string): number | null => {
  const t = ms(text);
  return Number.isNaN(t) ? null : t;
};

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', { timeZone: isZone(zone) ? zone : 'UTC', ...options });
    formats.set(key, made);
  }
  return made;
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The parts of an instant on the clock of a zone. */
export function parts(t: number, zone: string) {
  const found: Record<string, string> = {};
  const f = format(zone, {
    year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
  for (const p of f.formatToParts(t)) found[p.type] = p.value;
  return {
    year: Number(found.year), month: Number(found.month), day: Number(found.day),
    hour: Number(found.hour), minute: Number(found.minute), second: Number(found.second),
  };
}

/** How far the clock of a zone is ahead of UTC at an instant, in milliseconds. */
export function offset(t: number, zone: string): number {
  if (Number.isNaN(t)) return 0;
  const p = parts(t, zone);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(t / 1000) * 1000;
}

const two = (n: number) => String(n).padStart(2, '0');

/** "25 Nov 2020". */
export function day(at: string | number | null | undefined, zone: string): string {
  const t = typeof at === 'number' ? at : ms(at);
  if (Number.isNaN(t)) return '';
  const p = parts(t, zone);
  return `${p.day} ${MONTHS[p.month - 1]} ${p.year}`;
}

/** "08:40". */
export function clock(at: string | number | null | undefined, zone: string): string {
  const t = typeof at === 'number' ? at : ms(at);
  if (Number.isNaN(t)) return '';
  const p = parts(t, zone);
  return `${two(p.hour)}:${two(p.minute)}`;
}

/** "25 Nov 2020, 08:40". */
export function instant(at: string | number | null | undefined, zone: string): string {
  const d = day(at, zone);
  return d && `${d}, ${clock(at, zone)}`;
}

/** "25 Nov 2020, 08:40 UTC+4": for where no zone stands beside it. */
export function zoned(at: string | number | null | undefined, zone: string): string {
  const t = typeof at === 'number' ? at : ms(at);
  return Number.isNaN(t) ? '' : `${instant(t, zone)} ${offsetWords(t, zone)}`;
}

/** "2024-06-12" out of what a person types: that, or "12 Jun 2024", or "12 June 2024". Null if it is no day. */
export function parseDay(text: string): string | null {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  const words = /^\s*(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\s*$/.exec(text);
  const month = words ? MONTHS.findIndex((m) => words[2]?.toLowerCase().startsWith(m.toLowerCase())) + 1 : Number(iso?.[2]);
  const [year, day] = words ? [Number(words[3]), Number(words[1])] : [Number(iso?.[1]), Number(iso?.[3])];
  const made = new Date(Date.UTC(year, month - 1, day));
  // The 31st of June is no day.
  return month >= 1 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? made.toISOString().slice(0, 10) : null;
}

/** "12 Jun 2024" for "2024-06-12". */
export const readDay = (day: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? instant(`${day}T00:00:00Z`, 'UTC').replace(/,.*/, '') : '');

/** "2020-11-25" on the clock of a zone. */
export function isoDay(at: string | number, zone: string): string {
  const t = typeof at === 'number' ? at : ms(at);
  if (Number.isNaN(t)) return '';
  const p = parts(t, zone);
  return `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** An instant as one writes it in an address: RFC 3339 in UTC. */
export const iso = (t: number): string => new Date(t).toISOString().replace(/\.\d+Z$/, 'Z');

/** "UTC+4". */
export function offsetWords(t: number, zone: string): string {
  const minutes = Math.round(offset(t, zone) / 60000);
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${two(rest)}` : ''}`;
}

/** A stretch of time in its two largest units: "3 d 4 h", "2 y 5 mo". */
export function span(milliseconds: number): string {
  let left = Math.abs(milliseconds) / 60000;
  const out: string[] = [];
  for (const [unit, minutes] of [['y', 525960], ['mo', 43830], ['d', 1440], ['h', 60], ['min', 1]] as const) {
    const n = Math.floor(left / minutes);
    if (n > 0) {
      out.push(`${n} ${unit}`);
      left -= n * minutes;
      if (out.length === 2) break;
    } else if (out.length > 0) break;
  }
  return out.join(' ') || 'now';
}

/** An instant of which the start of a day is all that is known stands as that day. */
export const wholeDay = (at: string | null | undefined): boolean => /T00:00:00(\.0+)?[+\-Z]/.test(at ?? '');

/** When something is said to have happened, no finer than it is known; a clock may have its zone told. */
export function when(w: When | null | undefined, zone: string, told = false): string {
  // What is known to the day is a day where it happened, whatever clock one reads it by.
  const home = w && DAYS.has(w.precision) ? zoneOf(w.from ?? w.to) : null;
  const words = whenWords(w, home ?? zone);
  return told && words.includes(':') ? `${words} ${offsetWords(ms(w?.from ?? w?.to), zone)}` : words;
}

/** Precisions that tell no clock. */
const DAYS = new Set(['day', 'week', 'month', 'quarter', 'season', 'year', 'decade', 'century']);

function whenWords(w: When | null | undefined, zone: string): string {
  if (!w || (!w.from && !w.to)) return '';
  const [a, b] = [w.from, w.to];
  if (!a) return `until ${instant(b, zone)}`;
  if (!b) return `from ${instant(a, zone)}`;
  if (day(a, zone) === day(b, zone)) {
    const whole = ms(b) - ms(a) > 86390000;
    if (whole || w.precision === 'day') return day(a, zone);
    return clock(a, zone) === clock(b, zone) ? instant(a, zone) : `${day(a, zone)}, ${clock(a, zone)}–${clock(b, zone)}`;
  }
  return `${day(a, zone)} – ${day(b, zone)}`;
}

/** A sentence of the program with its exact instants as one reads them. */
export const humane = (text: string, zone: string): string =>
  text.replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})(?:\[[^\]]+\])?/g, (at) => instant(at, zone));
