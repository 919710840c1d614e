import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createServer } from 'vite';

const UI = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(join(UI, 'src'), { recursive: true }).map((f) => join(UI, 'src', f)).filter((f) => statSync(f).isFile());

let vite, load;
before(async () => {
  vite = await createServer({ root: UI, server: { middlewareMode: true, hmr: false, ws: false }, appType: 'custom', logLevel: 'error' });
  load = (path) => vite.ssrLoadModule(path);
});
after(() => vite.close());

test('the first view weighs less than 300 KB compressed', (t) => {
  const html = readFileSync(join(UI, 'dist/index.html'), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]);
  assert.ok(first.length >= 2);
  // The face of the letters is compressed already.
  const face = readdirSync(join(UI, 'dist/assets')).find((f) => /^inter-latin-wght.*woff2$/.test(f));
  const weight = [html, readFileSync(join(UI, 'dist/assets', face)), ...first.map((f) => readFileSync(join(UI, 'dist', f)))].reduce((sum, file) => sum + gzipSync(file).length, 0);
  t.diagnostic(`${(weight / 1024).toFixed(0)} KB`);
  assert.ok(weight < 300 * 1024);
});

test('no source turns text into markup or styles by attribute', () => {
  for (const file of sources) {
    const text = readFileSync(file, 'utf8');
    assert.doesNotMatch(text, /\{@html|innerHTML|insertAdjacentHTML|document\.write|\sstyle="/, file);
  }
});

test('nothing that is built names an address elsewhere to load from', () => {
  const html = readFileSync(join(UI, 'dist/index.html'), 'utf8');
  assert.doesNotMatch(html, /https?:|<style|<script>|\son[a-z]+="/);
});

test('every package in the pages has its licence told', () => {
  const told = readFileSync(join(UI, 'dist/licences.txt'), 'utf8');
  for (const name of ['svelte', 'maplibre-gl', 'earcut', 'd3-scale', 'd3-time', 'topojson-client', 'world-atlas', 'Natural Earth', '@fontsource-variable/inter']) assert.ok(told.includes(name), name);
  assert.doesNotMatch(told, /undefined/);
  for (const [, name, licence] of told.matchAll(/^(\S+) \d\S* \((.*)\)\n-----/gm)) assert.match(licence, /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|Unlicense|Zlib|OFL-1\.1|\(MIT OR Apache-2\.0\))$/, name);
});

test('an instant is told on the clock of the zone that is asked for', async () => {
  const time = await load('/src/lib/time.ts');
  const at = '2020-11-10T00:00:00+03:00[Europe/Moscow]';
  assert.equal(time.instant(at, 'Asia/Baku'), '10 Nov 2020, 01:00');
  assert.equal(time.instant(at, 'UTC'), '9 Nov 2020, 21:00');
  assert.equal(time.zoneOf(at), 'Europe/Moscow');
  assert.equal(time.offsetWords(time.ms(at), 'Asia/Kolkata'), 'UTC+5:30');
  assert.equal(time.instant(null, 'UTC'), '');
});

test('a time is told no finer than it is known', async () => {
  const { when } = await load('/src/lib/time.ts');
  const of = (from, to, precision = 'day') => when({ from, to, precision, wording: null }, 'UTC');
  assert.equal(of('2031-05-03T00:00:00Z', '2031-05-03T23:59:59Z'), '3 May 2031');
  assert.equal(of('2031-05-03T05:00:00Z', '2031-05-03T11:59:59Z', 'part_of_day'), '3 May 2031, 05:00–11:59');
  assert.equal(of('2031-05-01T00:00:00Z', '2031-05-03T23:59:59Z', 'interval'), '1 May 2031 – 3 May 2031');
  assert.equal(of(null, '2031-05-03T10:00:00Z', 'interval'), 'until 3 May 2031, 10:00');
  assert.equal(when(null, 'UTC'), '');
});

test('a span is told in its two largest units', async () => {
  const { span } = await load('/src/lib/time.ts');
  assert.equal(span(3 * 86400e3 + 4 * 3600e3), '3 d 4 h');
  assert.equal(span(-90 * 60e3), '1 h 30 min');
  assert.equal(span(400 * 86400e3), '1 y 1 mo');
  assert.equal(span(1000), 'now');
});

test('the pieces of a marked text joined are the text, whatever the ranges', async () => {
  const { pieces } = await load('/src/lib/marks.ts');
  let seed = 3;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const letters = ['a', 'é', '🏚', 'ق', '\n', '<', '𝔸'];
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: random(30) }, () => letters[random(letters.length)]).join('');
    const points = [...text];
    const ranges = Array.from({ length: random(5) }, (_, i) => {
      const start = random(points.length + 1);
      return { id: `${i}`, start, end: start + random(points.length - start + 1) };
    });
    const cut = pieces(text, ranges);
    assert.equal(cut.map((p) => p.text).join(''), text);
    for (const r of ranges) assert.equal(cut.filter((p) => p.ids.includes(r.id)).map((p) => p.text).join(''), points.slice(r.start, r.end).join(''));
  }
});

test('a graph of origins is laid out in columns, even with a circle in it', async () => {
  const { layout } = await load('/src/lib/graph.ts');
  const nodes = ['a', 'b', 'c'].map((id) => ({ id, label: id, side: null, kind: 'speaker' }));
  const plan = layout(nodes, [{ from: 'a', to: 'b', kind: 'told' }, { from: 'b', to: 'c', kind: 'told' }], 900, 40);
  assert.deepEqual(['a', 'b', 'c'].map((id) => plan.placed.get(id).layer), [0, 1, 2]);
  const circle = layout(nodes, [{ from: 'a', to: 'b', kind: 'told' }, { from: 'b', to: 'a', kind: 'told' }, { from: 'a', to: 'nowhere', kind: 'told' }], 900, 40);
  assert.equal(circle.placed.size, 3);
  assert.equal(circle.arcs.length, 2);
});

test('a count is told with what is uncertain about it', async () => {
  const { count } = await load('/src/lib/words.ts');
  assert.equal(count({ low: 6, best: 6, high: 6 }), '6');
  assert.equal(count({ low: 3, best: 3, high: null }), 'at least 3');
  assert.equal(count({ low: 4, best: null, high: 6 }), '4–6');
  assert.equal(count(null), '');
});

test('a day is read from what a person types, and never guessed', async () => {
  const { parseDay, readDay } = await load('/src/lib/time.ts');
  assert.equal(parseDay('2024-06-12'), '2024-06-12');
  assert.equal(parseDay(' 12 Jun 2024 '), '2024-06-12');
  assert.equal(parseDay('12 june 2024'), '2024-06-12');
  for (const no of ['06/12/2024', '12.6.2024', '2024-06-31', '31 Jun 2024', '2024', 'yesterday', '']) assert.equal(parseDay(no), null, no);
  assert.equal(readDay('2024-06-12'), '12 Jun 2024');
});

test('a clock is told with its zone where none stands beside it, and exact instants in sentences are told so too', async () => {
  const { zoned, humane, when } = await load('/src/lib/time.ts');
  assert.equal(zoned('2020-11-10T00:00:00+03:00[Europe/Moscow]', 'Asia/Baku'), '10 Nov 2020, 01:00 UTC+4');
  assert.equal(humane('deadline 2020-11-15T23:59:59+04:00[Asia/Baku] → none', 'UTC'), 'deadline 15 Nov 2020, 19:59 → none');
  assert.equal(when({ from: '2031-05-03T05:00:00Z', to: '2031-05-03T11:59:59Z', precision: 'part_of_day', wording: null }, 'UTC', true), '3 May 2031, 05:00–11:59 UTC');
});

test('the axis names the year where it begins, from years down to hours', async () => {
  const { ticks } = await load('/src/lib/axis.ts');
  const of = (a, b) => ticks(Date.parse(a), Date.parse(b), 900, 'UTC').map((t) => t.label);
  assert.deepEqual(of('2020-10-15T00:00:00Z', '2021-05-15T00:00:00Z').slice(0, 4), ['Nov 2020', 'Dec', 'Jan 2021', 'Feb']);
  assert.ok(of('2015-01-01T00:00:00Z', '2026-01-01T00:00:00Z').every((l) => /^\d{4}$/.test(l)));
  const hours = of('2020-11-09T20:00:00Z', '2020-11-10T06:00:00Z');
  assert.equal(hours[0], '9 Nov 2020, 20:00');
  assert.ok(hours.includes('10 Nov, 00:00') && hours.includes('05:00'));
});

test('the form changes one value of the source and leaves every other letter', async () => {
  const { sections, set, words, text, append } = await load('/src/lib/source.ts');
  const source = ['id = "a"   # the name', '', '[[provision]]', 'ref      = "1"  # first', 'act      = [', '  "shelling", # "of" any [kind', '  "gunfire",', ']', 'says     = "a \\"quote\\" # no comment"', '', '[[provision.amendment]]', 'says = "x"', ''].join('\n');
  const [head, one, amended] = sections(source);
  assert.deepEqual([head.name, one.name, amended.name], ['', 'provision', 'provision.amendment']);
  assert.deepEqual(words(one.entries.find((e) => e.key === 'act').raw), ['shelling', 'gunfire']);
  assert.equal(text(one.entries.find((e) => e.key === 'says').raw), 'a "quote" # no comment');
  assert.equal(set(source, one, 'ref', '"1a"'), source.replace('ref      = "1"  # first', 'ref      = "1a"  # first'));
  assert.equal(set(source, one, 'act', '["mine"]').split('\n').length, source.split('\n').length - 3);
  assert.ok(set(source, one, 'kind', '"obligation"').includes('# no comment"\nkind     = "obligation"\n'));
  assert.equal(set(source, one, 'ref', null), source.replace('ref      = "1"  # first\n', ''));
  assert.equal(sections(append(source, '9')).at(-1).entries[0].raw, '"9"');
});

test('who holds a place at an instant follows the spells, and rival holders make it contested', async () => {
  const { heldAt } = await load('/src/lib/control.ts');
  const item = { place: 'Dal', place_id: 'dal', written: [], contested: true, lat: 1, lon: 2, claims: [], spells: [
    { claimant: 'ARI', holder: 'ARI', from: null, to: '2031-05-10T00:00:00Z', claims: ['a'] }, { claimant: 'ARI', holder: 'BOR', from: '2031-05-10T00:00:00Z', to: null, claims: ['b'] },
    { claimant: 'BOR', holder: 'BOR', from: '2031-05-05T00:00:00Z', to: null, claims: ['c'] }] };
  const at = (t) => heldAt(item, Date.parse(t));
  assert.deepEqual([at('2031-05-01T00:00:00Z').holder, at('2031-05-01T00:00:00Z').contested], ['ARI', false]);
  assert.deepEqual([at('2031-05-07T00:00:00Z').holder, at('2031-05-07T00:00:00Z').contested], [undefined, true]);
  assert.deepEqual([at('2031-05-10T00:00:00Z').holder, at('2031-05-10T00:00:00Z').contested], ['BOR', false]);
});

test('a country is named inside that part of it that is in view', async () => {
  const { labels, box } = await load('/src/lib/labels.ts');
  // An L: its middle lies outside of it.
  const ring = [[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10], [0, 0]];
  const at = (view) => labels([{ name: 'Ell', rings: [{ ring, box: box(ring) }] }], view).features[0]?.geometry.coordinates;
  const inside = ([x, y]) => (x > 0 && x < 10 && y > 0 && y < 2) || (x > 0 && x < 2 && y > 0 && y < 10);
  assert.ok(inside(at([-5, -5, 15, 15])));
  const [x, y] = at([-1, 5, 4, 9]);
  assert.ok(x > 0 && x < 2 && y > 5 && y < 9);
  assert.equal(at([20, 20, 30, 30]), undefined);
});
