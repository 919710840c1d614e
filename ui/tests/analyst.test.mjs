import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './browser.mjs';
import { api, chrome, served } from './example.mjs';

/* What an analyst asks of each page, on the shipped example. */

const refs = (page) => page.locator('tbody a.open').allTextContents();
const row = (page, ref) => page.locator('tbody tr', { has: page.locator(`a.open[aria-label="Provision ${ref}"]`) });

test('the board is filtered, sorted and grouped, and the address keeps how', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const { provisions } = await api('/board');
  await go('/');
  await page.getByLabel('Filter', { exact: true }).fill('Lachin');
  await page.waitForFunction(() => location.search.includes('q=Lachin'));
  assert.deepEqual(await refs(page), provisions.filter((p) => `${p.title} ${p.says} ${p.on_word_of.join(' ')}`.includes('Lachin')).map((p) => p.ref));
  await page.getByLabel('Filter', { exact: true }).fill('');
  await page.locator('.tally button', { hasText: 'Overdue' }).click();
  assert.deepEqual(await refs(page), ['6d']);
  await page.locator('.tally button', { hasText: 'Overdue' }).click();
  await page.getByLabel('Contested only').check();
  assert.deepEqual(await refs(page), provisions.filter((p) => p.contested).map((p) => p.ref));
  await page.getByLabel('Contested only').uncheck();
  await page.getByLabel('Sort by').selectOption('deadline');
  const due = provisions.filter((p) => p.deadline).map((p) => p.deadline).sort();
  assert.equal((await refs(page))[0], provisions.find((p) => p.deadline === due[0]).ref);
  await page.getByLabel('Group by').selectOption('party');
  await page.locator('tr.group', { hasText: /^Armenia, Azerbaijan \d+/ }).waitFor();
  assert.match(page.url(), /sort=deadline.*group=party/);
  await page.reload();
  await page.locator('tr.group', { hasText: /^Russia \d+/ }).waitFor();
  await page.getByLabel('Group by').selectOption('category');
  await page.locator('tr.group', { hasText: /^Ceasefire 2/ }).waitFor();
  assert.equal((await refs(page)).length, provisions.length);
  assert.deepEqual(faults, []);
  await context.close();
});

test('deadlines count down at the instant of knowledge, on the clock of the zone that is chosen', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/?as_of=2020-11-21');
  assert.match(await row(page, '6b').locator('.due').innerText(), /1 Dec 2020\s+23:59\s+in 10 d/);
  assert.match(await row(page, '2').locator('.due').innerText(), /20 Nov 2020\s+23:59\s+1 d ago|20 Nov 2020\s+23:59\s+\d+ h/);
  await page.getByLabel('Zone of the clock').selectOption('UTC');
  await page.waitForFunction(() => location.search.includes('zone=UTC'));
  assert.match(await row(page, '6b').locator('.due').innerText(), /1 Dec 2020\s+19:59\s+in 10 d/, 'another clock, the same time left');
  await row(page, '6b').locator('a.open').click();
  await page.locator('.facts-card dd', { hasText: '1 Dec 2020, 19:59' }).first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('the board tells what changed since yesterday, and the last seven days of each provision', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/?as_of=2020-11-25');
  const { changes } = await api('/changes?from=2020-11-24&to=2020-11-25');
  assert.ok(changes.length > 0);
  for (const { ref } of changes) await row(page, ref).locator('.was').waitFor();
  assert.equal(await page.locator('.was').count(), changes.length);
  const { provisions } = await api('/board?as_of=2020-11-25');
  for (const p of provisions.filter((q) => q.trend?.some(Boolean)).slice(0, 3))
    assert.ok((await row(page, p.ref).locator('.trend [data-tip]').getAttribute('data-tip')).endsWith(p.trend.toReversed().join(', ')), p.ref);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a provision tells what speaks against it, what would change it, its amendments with their sources, and the wordings that differ', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/provisions/6a');
  const told = await api('/provisions/6a');
  const main = await page.locator('main').innerText();
  assert.ok(told.provision.against.length && told.provision.would_change.length && told.amendments.length && told.differences.length);
  for (const line of told.provision.would_change) assert.ok(main.includes(line), line);
  assert.equal(await page.locator('section[aria-labelledby=against] ul li').count(), told.provision.against.length + told.provision.would_change.length);
  const amendments = page.locator('section[aria-labelledby=amendments]');
  for (const a of told.amendments) {
    assert.ok((await amendments.innerText()).includes(a.says));
    for (const source of a.sources) await amendments.locator(`a[href="${source}"]`).waitFor();
  }
  for (const d of told.differences) await amendments.getByRole('heading', { name: d.what }).waitFor();
  // The words as received beside what was read of them.
  await page.locator('.proof blockquote a').first().click();
  await page.getByRole('button', { name: 'Original beside it' }).click();
  await page.waitForFunction(() => document.querySelectorAll('article').length === 2);
  assert.deepEqual(faults, []);
  await context.close();
});

test('an incident shows its claims by side, who passed them on, its tolls through time, its contradictions and its place', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const { items } = await api('/incidents?limit=1000');
  const one = items.find((i) => i.contradictions.length && i.place?.lat != null && Object.keys(i.origins_by_side).length > 1);
  const told = await api(`/incidents/${encodeURIComponent(one.id)}`);
  await go(`/incidents/${encodeURIComponent(one.id)}`);
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  const sides = new Set(told.evidence.map((c) => c.speaker_side ?? 'unknown'));
  assert.equal(await page.locator('.sides > section').count(), sides.size);
  assert.equal(await page.locator('.sides blockquote').count(), told.evidence.length);
  assert.equal(await page.locator('.against').count(), told.contradictions.length);
  // Every node of the graph is a box with its name, its kind and its side; every edge an arrow, broken where it denies.
  const graph = page.getByRole('region', { name: 'Origins graph' });
  const boxes = await graph.locator('g[transform]').evaluateAll((all) => all.map((g) => g.querySelector('text > title').textContent));
  assert.deepEqual(boxes.toSorted(), told.graph.nodes.map((n) => n.label).toSorted());
  assert.equal(await graph.locator('path.arc').count(), told.graph.edges.length);
  assert.equal(await graph.locator('path.arc.denies').count(), told.graph.edges.filter((e) => e.kind === 'denies').length);
  const claims = told.graph.nodes.filter((n) => n.kind === 'claim');
  assert.equal(await graph.locator('a[href*="/claims/"], a[href*="/reports/"]').count(), claims.length + told.graph.nodes.filter((n) => n.kind === 'report').length);
  const tolls = page.locator('table', { hasText: 'Killed' }).locator('tbody tr');
  assert.equal(await tolls.count(), told.tolls.length);
  assert.deepEqual(faults, []);
  await context.close();
});

test('control of places is told by claimant, and moves through time with the stretch that is chosen', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const places = (await api('/control')).features.map((f) => ({ ...f.properties, drawn: f.geometry !== null }));
  const instant = (text) => Date.parse(text.replace(/\[.*/, ''));
  /** Places on the map of which somebody says at that instant who holds them. */
  const held = (at) => places.filter((p) => p.drawn && p.spells.some((s) => (!s.from || instant(s.from) <= at) && (!s.to || instant(s.to) > at))).length;
  const starts = places.flatMap((p) => (p.drawn ? p.spells : [])).map((s) => instant(s.from ?? '1900-01-01T00:00:00Z')).sort((a, b) => a - b);
  const middle = starts[Math.floor(starts.length / 2)] + 86400e3;
  const counts = [];
  for (const at of [starts[0] - 86400e3, middle, Date.parse('2024-06-01T00:00:00Z')]) {
    await go(`/map?to=${new Date(at).toISOString()}`);
    await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
    counts.push(Number(await page.locator('.map').getAttribute('data-held')));
    assert.equal(counts.at(-1), held(at), new Date(at).toISOString());
  }
  assert.ok(counts[0] < counts[1] && counts[1] < counts[2], `${counts}`);
  const aside = page.getByRole('complementary', { name: 'What the map shows' });
  for (const p of places) {
    const item = aside.locator('li', { has: page.locator('.name', { hasText: p.place }) }).first();
    assert.equal(await item.locator('svg').count(), new Set(p.spells.map((s) => s.claimant)).size, p.place);
    assert.equal(await item.getByText('contested', { exact: true }).count(), p.contested ? 1 : 0, p.place);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('the timeline goes from years to hours by buttons and by keys, and a mark leads to its incident', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/timeline');
  const canvas = page.locator('.draw canvas');
  const span = () => canvas.evaluate((c) => c.dataset.to - c.dataset.from);
  const all = await span();
  assert.ok(all > 4 * 365 * 86400e3, 'years');
  await page.getByRole('button', { name: 'Hours' }).click();
  await page.waitForFunction(() => location.search.includes('from='));
  assert.ok(Math.abs((await span()) - 36 * 3600e3) < 60e3, 'hours');
  await canvas.focus();
  await page.keyboard.press('-');
  await page.keyboard.press('ArrowLeft');
  assert.ok((await span()) > 36 * 3600e3);
  await page.keyboard.press('0');
  await page.waitForFunction(() => !location.search.includes('from='));
  assert.equal(await span(), all);
  // A stretch around one incident, which is then alone under the pointer.
  const { items } = await api('/incidents?limit=1000');
  const times = items.filter((i) => i.when?.from).map((i) => Date.parse(i.when.from.replace(/\[.*/, ''))).sort((a, b) => a - b);
  const lone = items.find((i) => i.when?.from && times.filter((t) => Math.abs(t - Date.parse(i.when.from.replace(/\[.*/, ''))) < 5 * 86400e3).length === 1);
  const at = Date.parse(lone.when.from.replace(/\[.*/, ''));
  await go(`/timeline?from=${new Date(at - 86400e3).toISOString()}&to=${new Date(at + 86400e3).toISOString()}`);
  const box = await canvas.boundingBox();
  await page.mouse.click(box.x + 84 + (box.width - 84) / 2 + 1, box.y + box.height - 70);
  await page.waitForFunction(() => location.pathname.startsWith('/incidents/'));
  assert.equal(decodeURIComponent(new URL(page.url()).pathname), `/incidents/${lone.id}`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('sources are counted as the program counts them, by side, in the order that is asked for', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/sources');
  const { items } = await api('/sources?limit=1000');
  const rows = await page.locator('tbody tr:not(.group)').evaluateAll((all) => all.map((tr) => [...tr.children].filter((c) => !c.classList.contains('wide')).map((c) => c.textContent.trim())));
  assert.equal(rows.length, items.length);
  for (const s of items) assert.deepEqual(rows.find(([name]) => name === s.name), [s.name, ...[s.reports, s.first, s.alone, s.corrected, s.contradicted].map((n) => n.toLocaleString('en'))]);
  assert.equal(await page.locator('tr.group').count(), new Set(items.map((s) => s.side)).size);
  await page.getByRole('button', { name: 'Alone' }).click();
  const alone = await page.locator('tbody').first().locator('tr:not(.group) td.number:nth-of-type(4)').allTextContents();
  assert.deepEqual(alone.map(Number), alone.map(Number).toSorted((a, b) => b - a));
  await page.getByLabel('Name', { exact: true }).fill('press');
  await page.waitForFunction(() => location.search.includes('q=press'));
  await page.locator('summary', { hasText: 'Export' }).click();
  const href = await page.locator('.menu a[download]').first().getAttribute('href');
  const taken = (await (await fetch(served.url + href)).text()).trim().split('\n').length - 1;
  assert.equal(taken, await page.locator('tbody tr:not(.group)').count(), 'the file holds what is in view');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a dropped file is read, and a saved page that is pasted shows its claims at once without its furniture', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/add');
  await page.getByLabel('Or paste a report').fill('<!doctype html><html><head><title>News</title></head><body><nav>Home Sport Weather</nav><article><h1>Post shelled</h1><p>The Defence Ministry of Armenia said that three guards were wounded when a post near Hadrut was shelled on 22 December 2020.</p></article><footer>All rights reserved</footer></body></html>');
  await page.locator('mark').first().waitFor({ timeout: 20_000 });
  assert.match(await page.locator('mark').first().innerText(), /three guards were wounded/);
  await page.getByLabel('Or paste a report').fill('');
  const before = (await api('/board')).known.reports;
  const carried = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['Five guards were wounded when their post near Hadrut was shelled on 23 December 2020, the Defence Ministry of Armenia said.'], 'dropped.txt', { type: 'text/plain' }));
    return data;
  });
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: carried });
  await page.getByText('To the board').waitFor({ timeout: 60_000 });
  assert.equal((await api('/board')).known.reports, before + 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a name that is kept for all reports becomes a row for the gazetteer', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/review?kind=unresolved_place');
  await page.locator('#item').waitFor();
  await page.locator('label', { hasText: 'to what the words say' }).locator('input').fill('Shusha');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.keyboard.press('t');
  await page.keyboard.press('c');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes(' 2 settled'));
  const done = (await api('/operations?judgements=true&limit=1000')).items.at(-1);
  assert.equal(done.action.action, 'alias', 'one judgement settles both items with that name');
  const rows = await (await fetch(`${served.url}/api/v1/export/aliases.toml`)).text();
  assert.ok(rows.includes(done.action.name), rows);
  await page.keyboard.press('u');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('0 settled'));
  assert.ok(!(await (await fetch(`${served.url}/api/v1/export/aliases.toml`)).text()).includes(done.action.name));
  assert.deepEqual(faults, []);
  await context.close();
});

for (const [page_, path, shown] of [
  ['the list of incidents', '/incidents?act=ground_attack', (page) => page.locator('main .head p[aria-live]').innerText().then((t) => Number.parseInt(t, 10))],
  ['the map', '/map?from=2020-11-10T00:00:00Z&to=2021-06-30T00:00:00Z&contested=true', (page) => page.locator('.view').getAttribute('data-shown').then(Number)],
  ['the search', '/search?q=corridor&kind=claim', (page) => page.locator('main .head p[aria-live]').innerText().then((t) => Number.parseInt(t, 10))],
  ['the review queue', '/review?kind=uncertain_merge', (page) => page.locator('main .head p[aria-live]').innerText().then((t) => Number.parseInt(t, 10))],
  ['the board', '/?contested=true&sort=status&as_of=2020-12-31', (page) => page.locator('tbody a.open').count()],
])
  test(`what is exported is what is in view, with the instant of knowledge: ${page_}`, async () => {
    const { page, go, context } = await open(chrome, served.url);
    await go(`${path}${path.includes('as_of') ? '' : '&as_of=2022-06-01'}`);
    await page.waitForTimeout(500);
    const rows = await shown(page);
    assert.ok(rows > 0);
    await page.locator('summary', { hasText: 'Export' }).click();
    const link = page.locator('.menu a[download]', { hasText: /^CSV$/ }).first();
    const got = await fetch(served.url + (await link.getAttribute('href')));
    assert.match(got.headers.get('content-disposition'), /-(2022-06-01|2020-12-31)\.csv/);
    // A cell may hold line breaks: records are told by their quotes.
    const text = await got.text();
    const records = text.replace(/"(?:[^"]|"")*"/g, '').trim().split('\n').length - 1;
    assert.equal(records, rows);
    await context.close();
  });
