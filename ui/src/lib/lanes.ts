import { ticks } from './axis';
import type { Spot } from './dots.svelte';
import type { Family } from './words';

export interface Mark { at: number; label: string }
export interface Bar { row: number; from: number; to: number; family: Family; label: string }
export interface Drawing {
  from: number; to: number; zone: string; width: number; height: number;
  deadlines: Mark[]; amendments: Mark[]; bars: Bar[]; rows: string[]; timed: Spot[]; reports: { at: number; n: number }[];
  asOf: number; chosen: [number, number] | null;
}

export const LEFT = 84;
const AXIS = 26;
const DEADLINES = 42;
const AMENDED = 22;
const ROW = 15;
const REPORTS = 46;

export interface Lanes { deadlines: number; amendments: number; bars: number; incidents: number; reports: number; bottom: number }

/** Where each lane begins, from above. */
export function lanes(d: { rows: string[]; height: number }): Lanes {
  const bars = AXIS + DEADLINES + AMENDED;
  const incidents = bars + d.rows.length * ROW + 14;
  return { deadlines: AXIS, amendments: AXIS + DEADLINES, bars, incidents, reports: d.height - REPORTS, bottom: d.height };
}

export const heightFor = (rows: number): number => AXIS + DEADLINES + AMENDED + rows * ROW + 14 + 140 + REPORTS;

/** First index whose time is not before `t`, in a list by time. */
export function search(list: Spot[], t: number): number {
  let [a, b] = [0, list.length];
  while (a < b) {
    const m = (a + b) >> 1;
    if ((list[m]?.from ?? 0) < t) a = m + 1;
    else b = m;
  }
  return a;
}

const CELL = 7;

interface Signs { contested: HTMLCanvasElement; several: HTMLCanvasElement; one: HTMLCanvasElement }
const drawnSigns = new Map<string, Signs>();

/** The signs of incidents in a cell each, drawn once: thousands are then copied, which takes a tenth of drawing them. */
function signs(ink: string, ratio: number): Signs {
  const known = drawnSigns.get(`${ink} ${ratio}`);
  if (known) return known;
  const sign = (path: (g: CanvasRenderingContext2D) => void) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(CELL * ratio);
    const g = canvas.getContext('2d') as CanvasRenderingContext2D;
    g.scale(ratio, ratio);
    g.translate(CELL / 2, CELL / 2);
    g.fillStyle = g.strokeStyle = ink;
    g.lineWidth = 1.2;
    g.beginPath();
    path(g);
    return canvas;
  };
  const made: Signs = {
    contested: sign((g) => {
      for (const [x, y] of [[0, -3.5], [3.5, 0], [0, 3.5], [-3.5, 0]] as const) g.lineTo(x, y);
      g.fill();
    }),
    several: sign((g) => {
      g.arc(0, 0, 2.7, 0, 6.3);
      g.fill();
    }),
    one: sign((g) => {
      g.arc(0, 0, 2.7, 0, 6.3);
      g.stroke();
    }),
  };
  drawnSigns.set(`${ink} ${ratio}`, made);
  return made;
}

/** Draws the whole timeline; called at most once a frame. Time grows to the right, lanes go down. */
export function draw(g: CanvasRenderingContext2D, d: Drawing, css: (name: string) => string) {
  const { width, height } = d;
  const room = width - LEFT;
  // A page that is left has no room.
  if (room < CELL) return;
  const x = (t: number) => LEFT + ((t - d.from) / (d.to - d.from)) * room;
  const at = lanes(d);
  const font = css('sans');
  const [ink, soft, rule, paper, accent] = [css('ink'), css('soft'), css('rule'), css('paper'), css('accent')];
  g.clearRect(0, 0, width, height);
  g.font = `12px ${font}`;
  g.textBaseline = 'middle';

  const scale = ticks(d.from, d.to, room, d.zone);
  for (const t of scale) {
    g.fillStyle = rule;
    g.fillRect(Math.round(LEFT + t.x), AXIS - 6, 1, height);
  }
  // Years and days first; the rest where there is room between them.
  const taken: [number, number][] = [];
  for (const strong of [true, false])
    for (const t of scale.filter((m) => m.strong === strong)) {
      const from = LEFT + t.x + 3;
      const to = from + g.measureText(t.label).width + 8;
      if (to > width || taken.some(([a, b]) => from < b && to > a)) continue;
      taken.push([from, to]);
      g.fillStyle = strong ? ink : soft;
      g.fillText(t.label, from, 11);
    }
  g.save();
  g.beginPath();
  g.rect(LEFT, 0, room, height);
  g.clip();

  for (const b of d.bars) {
    if (b.to < d.from || b.from > d.to) continue;
    const [x0, x1] = [Math.max(LEFT, x(b.from)), Math.min(width, x(b.to))];
    const y = at.bars + b.row * ROW;
    const colour = css(b.family);
    g.fillStyle = colour;
    g.globalAlpha = b.family === 'open' || b.family === 'unknown' ? 0.16 : 0.3;
    g.fillRect(x0, y + 1, Math.max(1, x1 - x0), ROW - 3);
    g.globalAlpha = 1;
    if (x(b.from) >= LEFT) g.fillRect(x0, y, 2, ROW - 1);
    if (x1 - x0 > 40) {
      g.save();
      g.beginPath();
      g.rect(x0, y, x1 - x0 - 2, ROW);
      g.clip();
      g.fillStyle = ink;
      g.font = `11px ${font}`;
      g.fillText(b.label, x0 + 5, y + ROW / 2);
      g.restore();
    }
  }

  // Marks that fall together share one label: "6a, 6b".
  const marks = (list: Mark[], top: number, lines: number, shape: (px: number, y: number) => void) => {
    const near: { px: number; labels: string[] }[] = [];
    for (const m of list) {
      const px = x(m.at);
      if (px < LEFT - 40 || px > width + 40) continue;
      const last = near.at(-1);
      if (last && px - last.px < 9) last.labels.push(m.label);
      else near.push({ px, labels: [m.label] });
    }
    const free = Array.from({ length: lines }, () => -1e9);
    for (const { px, labels } of near) {
      const label = labels.length > 4 ? `${labels.slice(0, 3).join(', ')} +${labels.length - 3}` : labels.join(', ');
      const line = Math.max(0, free.findIndex((f) => px - 6 > f));
      const y = top + 10 + line * 18;
      g.fillStyle = ink;
      shape(px, y);
      if (px > (free[line] ?? 0)) {
        // A mark at the edge has its words before it.
        const w = g.measureText(label).width;
        g.fillText(label, px + 11 + w > width ? px - 11 - w : px + 9, y);
        free[line] = px + 16 + w;
      }
    }
  };
  marks(d.deadlines, at.deadlines, 2, (px, y) => {
    g.beginPath();
    g.moveTo(px, y - 6);
    g.lineTo(px + 6, y);
    g.lineTo(px, y + 6);
    g.lineTo(px - 6, y);
    g.fill();
  });
  marks(d.amendments, at.amendments, 1, (px, y) => {
    g.beginPath();
    g.moveTo(px - 5, y + 5);
    g.lineTo(px - 3, y - 1);
    g.lineTo(px + 4, y - 6);
    g.lineTo(px + 6, y - 4);
    g.lineTo(px, y + 3);
    g.fill();
  });

  // Incidents stand in columns by their first instant, so that a crowd is a height and not a blot.
  const floor = at.reports - 16;
  const columns = new Map<number, number>();
  const [a, b] = [search(d.timed, d.from), search(d.timed, d.to)];
  const most = Math.floor((floor - at.incidents) / CELL);
  let tallest = 0;
  const bins = new Uint32Array(Math.ceil(room / CELL) + 2);
  for (let i = a; i < b; i++) {
    const bin = Math.floor((x(d.timed[i]?.from ?? 0) - LEFT) / CELL);
    const n = (bins[bin] ?? 0) + 1;
    bins[bin] = n;
    if (n > tallest) tallest = n;
  }
  if (tallest > most) {
    g.fillStyle = ink;
    for (let i = 0; i < bins.length; i++) {
      const h = ((bins[i] ?? 0) / tallest) * (floor - at.incidents);
      if (h) g.fillRect(LEFT + i * CELL, floor - h, CELL - 1, h);
    }
  } else {
    const sign = signs(ink, g.getTransform().a);
    for (let i = a; i < b; i++) {
      const one = d.timed[i];
      if (!one) continue;
      const bin = Math.floor((x(one.from) - LEFT) / CELL);
      const n = columns.get(bin) ?? 0;
      columns.set(bin, n + 1);
      const [left, top] = [LEFT + bin * CELL, floor - (n + 1) * CELL];
      const wide = x(one.to) - x(one.from);
      if (wide > 10 && wide < room * 2) {
        g.fillStyle = rule;
        g.fillRect(left + CELL / 2, top + CELL / 2 - 1, wide, 2);
      }
      g.drawImage(one.dot.contested ? sign.contested : one.dot.origins > 1 ? sign.several : sign.one, left, top, CELL, CELL);
    }
  }
  g.fillStyle = rule;
  g.fillRect(LEFT, floor, room, 1);

  const rbins = new Uint32Array(Math.ceil(room / 4) + 2);
  for (const r of d.reports) {
    if (r.at < d.from || r.at > d.to) continue;
    const bin = Math.floor((x(r.at) - LEFT) / 4);
    rbins[bin] = (rbins[bin] ?? 0) + r.n;
  }
  const many = Math.max(1, ...rbins);
  g.fillStyle = soft;
  for (let i = 0; i < rbins.length; i++) {
    const h = rbins[i] ? Math.max(2, ((rbins[i] ?? 0) / many) * (REPORTS - 14)) : 0;
    if (h) g.fillRect(LEFT + i * 4, height - h, 3, h);
  }

  if (d.asOf >= d.from && d.asOf <= d.to) {
    g.fillStyle = accent;
    g.fillRect(x(d.asOf) - 1, AXIS, 2, height);
  }
  if (d.chosen) {
    g.fillStyle = accent;
    g.globalAlpha = 0.15;
    g.fillRect(Math.min(...d.chosen), AXIS, Math.abs(d.chosen[1] - d.chosen[0]), height);
    g.globalAlpha = 1;
  }
  g.restore();

  g.fillStyle = paper;
  g.fillRect(0, 0, LEFT - 4, height);
  g.fillStyle = soft;
  g.textAlign = 'end';
  g.font = `11px ${font}`;
  for (const [i, ref] of d.rows.entries()) g.fillText(ref, LEFT - 8, at.bars + i * ROW + ROW / 2);
  g.textAlign = 'start';
  g.fillText('Deadlines', 0, at.deadlines + 12);
  g.fillText('Amended', 0, at.amendments + 10);
  g.fillText('Incidents', 0, at.incidents + 10);
  if (tallest > most) g.fillText(`to ${tallest}`, 0, at.incidents + 26);
  g.fillText('Reports', 0, at.reports + 12);
}
