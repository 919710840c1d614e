import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open, program } from './browser.mjs';
import { api, chrome, served } from './example.mjs';

const statusOf = (page, ref) => page.locator('tbody tr', { has: page.locator(`a.open[aria-label="Provision ${ref}"]`) }).locator('.status span').last().textContent();

test('the as-of slider goes back to what was known, and the address keeps it', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/');
  assert.equal(await statusOf(page, '6a'), 'complied');
  await page.getByLabel('As of', { exact: true }).fill('2020-11-21');
  await page.waitForFunction(() => location.search.includes('as_of=2020-11-21') && document.querySelector('.as-of')?.textContent.includes('21 Nov 2020'));
  assert.equal(await statusOf(page, '6a'), 'not yet due');
  await page.locator('input[type=range]').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => location.search.includes('as_of=2020-11-22'));
  await page.locator('a.open[aria-label="Provision 6a"]').click();
  await page.locator('.verdict').waitFor();
  assert.match(page.url(), /\/provisions\/6a\?as_of=2020-11-22/);
  const shared = await open(chrome, served.url);
  await shared.page.goto(page.url());
  await shared.page.locator('.verdict', { hasText: 'not yet due' }).waitFor();
  await page.getByRole('button', { name: 'Latest' }).click();
  await page.locator('.verdict', { hasText: 'complied' }).waitFor();
  assert.deepEqual([...faults, ...shared.faults], []);
  await context.close();
  await shared.context.close();
});

test('a quote leads to its report, where exactly its words are marked', async () => {
  const { page, go, context } = await open(chrome, served.url);
  await go('/provisions/6a');
  const quote = page.locator('.proof blockquote a').first();
  const words = await quote.textContent();
  await quote.click();
  await page.locator('mark.chosen').first().waitFor();
  const flat = (s) => s.replace(/\s+/g, ' ').trim();
  assert.equal(flat((await page.locator('article').first().locator('mark.chosen').allTextContents()).join('')), flat(words));
  await page.getByRole('list', { name: /Attribution/ }).locator('li').first().waitFor();
  await context.close();
});

test('a split is recorded with who and why, shows at once, and is undone', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const before = (await api('/incidents?limit=1')).total;
  const { items } = await api('/incidents?limit=1000');
  const many = items.find((i) => i.claims.length > 1);
  await go(`/incidents/${encodeURIComponent(many.id)}`);
  await page.getByLabel('Reason').fill('They tell of another village');
  await page.locator('.pick input').last().check();
  await page.getByRole('button', { name: /Split off/ }).click();
  await page.getByText(/Split off 1 claim: operation/).waitFor();
  const done = (await api('/operations?limit=1000')).items.findLast((o) => o.action.action === 'split');
  assert.equal(done.reason, 'They tell of another village');
  assert.ok(done.user);
  assert.equal((await api('/incidents?limit=1')).total, before + 1);
  await go('/ledger');
  await page.getByRole('button', { name: `Undo operation ${done.sequence}` }).click();
  await page.getByText('taken back').first().waitFor();
  assert.equal((await api('/incidents?limit=1')).total, before);
  assert.deepEqual(faults, []);
  await context.close();
});

test('two incidents are merged, and the merge is undone on the spot', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const { items, total } = await api('/incidents?limit=1000');
  const [one] = items.filter((i) => i.place?.id && items.some((o) => o.id !== i.id && o.place?.id === i.place.id));
  await go(`/incidents/${encodeURIComponent(one.id)}`);
  const choice = page.getByLabel('Is the same happening as');
  await page.waitForFunction(() => [...document.querySelectorAll('select')].some((s) => s.options.length > 1 && s.options[0].text.startsWith('choose one')));
  await choice.selectOption({ index: 1 });
  await page.getByLabel('Reason').fill('The same village, told by both');
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByText(/Merged: operation/).waitFor();
  assert.equal((await api('/incidents?limit=1')).total, total - 1);
  await page.getByRole('button', { name: /Undo operation/ }).last().click();
  await page.waitForFunction(async (n) => (await (await fetch('/api/v1/incidents?limit=1')).json()).total === n, total);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a correction by keys names the claim, the field and what the words say', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/review?kind=unresolved_actor');
  await page.locator('fieldset').waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('t');
  await page.keyboard.press('c');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('1 settled'));
  const done = (await api('/operations?limit=1000')).items.at(-1);
  assert.equal(done.action.action, 'correct');
  assert.equal(done.action.field, 'actor');
  const claim = await api(`/claims/${encodeURIComponent(done.action.claim)}`);
  assert.equal(claim.actor, done.action.is, 'the board reads the claim as corrected');
  await page.keyboard.press('u');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('0 settled'));
  assert.notEqual((await api(`/claims/${encodeURIComponent(done.action.claim)}`)).actor, done.action.is);
  assert.deepEqual(faults, []);
  await context.close();
});

test('two analysts at once: what one settles in review, the other sees settled', async () => {
  const one = await open(chrome, served.url);
  const two = await open(chrome, served.url);
  await one.go('/review');
  await two.go('/review');
  const total = (await api('/review?limit=1')).total;
  assert.ok(total > 0, 'the example has something to review');
  await one.page.keyboard.press('a');
  await one.page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('1 settled'));
  await two.go('/review');
  await two.page.waitForFunction((n) => document.querySelector('main .head p').textContent.startsWith(`${n} item`), total - 1);
  await two.go('/ledger');
  await two.page.getByText('Accepted in review').first().waitFor();
  await one.page.keyboard.press('u');
  await one.page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('0 settled'));
  assert.equal((await api('/review?limit=1')).total, total);
  assert.deepEqual([...one.faults, ...two.faults], []);
  await one.context.close();
  await two.context.close();
});

test('by keyboard alone: from the board to a proof, to a report, and to the map', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.locator('.verdict').waitFor();
  await page.locator('.proof blockquote a').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('mark.chosen').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForFunction(() => location.pathname === '/map');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.getByLabel('Single letters act').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => location.pathname), '/map', 'letters can be turned off');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a pasted report is marked while typing, kept, and changes what is known', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const before = (await api('/board')).known.reports;
  await go('/add');
  await page.getByLabel('Or paste a report').fill('Two guards were killed when their post near Hadrut was shelled on 20 December 2020, the Defence Ministry of Armenia said on Sunday.');
  await page.locator('mark').first().waitFor({ timeout: 20_000 });
  await page.getByLabel('Outlet').fill('Example Gazette');
  await page.getByLabel('Published').fill('2020-12-20T18:00:00+04:00');
  await page.getByRole('button', { name: 'Keep in the ledger' }).click();
  await page.getByText('To the board').waitFor({ timeout: 60_000 });
  assert.equal((await api('/board')).known.reports, before + 1);
  await go('/search?q=Hadrut%20guards');
  await page.locator('[data-row="0"] mark').first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('files that are dropped are read, with progress', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/add');
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(() => {
      const bar = document.querySelector('main progress');
      if (bar) globalThis.told.push([document.querySelector('.panel b').textContent, bar.value, bar.max]);
    }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const folder = await mkdtemp(join(tmpdir(), 'servanda-'));
  const files = Array.from({ length: 150 }, (_, i) => join(folder, `post-${i}.txt`));
  for (const [i, file] of files.entries()) await writeFile(file, `The Defence Ministry of Armenia said that ${2 + (i % 9)} guards were wounded when post ${i} near Hadrut was shelled on 21 December 2020.\n`);
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByText('To the board').waitFor({ timeout: 60_000 });
  const told = await page.evaluate(() => globalThis.told);
  assert.equal(told[0][0], 'Sending');
  assert.ok(told.every(([, done], i) => done >= (told[i - 1]?.[1] ?? 0)), 'it never goes back');
  await rm(folder, { recursive: true });
  assert.deepEqual(faults, []);
  await context.close();
});

test('the editor tells faults with their line, and what a change does to the board, before anything is kept', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/agreement');
  const area = page.getByLabel('Source of the agreement');
  await page.getByRole('heading', { name: 'Sound' }).waitFor({ timeout: 30_000 });
  const text = await area.inputValue();
  await area.fill(text.replace('"handover"', '"handovr"'));
  await page.getByRole('heading', { name: /fault/ }).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: /^Line \d+/ }).first().click();
  await area.fill(text.replace(/^by\s*=\s*\{ date = "2020-12-01"/m, 'by = { date = "2020-11-20"'));
  await page.getByRole('heading', { name: 'Sound' }).waitFor({ timeout: 30_000 });
  await page.locator('.side li', { hasText: '6b' }).waitFor();
  assert.equal((await api('/provisions/6b')).provision.status, 'complied', 'nothing is kept yet');
  assert.deepEqual(faults, []);
  await context.close();
});

test('every file that the program gives is offered by a view, with the instant of knowledge in its address, and answers', async () => {
  const { page, go, context } = await open(chrome, served.url);
  const offered = new Set();
  for (const path of ['/', '/incidents', '/provisions/2', `/incidents/${encodeURIComponent((await api('/incidents?limit=1')).items[0].id)}`, '/sources', '/search?q=mine', '/map', '/timeline', '/review', '/ledger', '/agreement']) {
    await go(`${path}${path.includes('?') ? '&' : '?'}as_of=2020-12-14`);
    await page.locator('summary', { hasText: 'Export' }).click();
    await page.locator('.menu[aria-busy="false"] a[href*="/export/"]').first().waitFor();
    for (const href of await page.locator('.menu a[download]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
      // What was done in the ledger is told as it is now, whatever was known when.
      assert.equal(/as_of=2020-12-14/.test(href), !/operations|aliases/.test(href), href);
      const answer = await fetch(served.url + href);
      assert.equal(answer.status, 200, href);
      assert.ok((await answer.arrayBuffer()).byteLength > (path === '/ledger' ? 1 : 20), href);
      offered.add(/export\/([^?]+)/.exec(href)?.[1]);
    }
  }
  for (const { file } of (await api('/export')).items) assert.ok(offered.has(file), `${file} is in no menu`);
  await context.close();
});

test('a ledger without reports says so and where to add some', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'servanda-'));
  const empty = await program(['--db', join(folder, 'empty.db')]);
  const { page, go, faults, context } = await open(chrome, empty.url);
  try {
    await go('/');
    await page.getByText('There are no reports yet.').waitFor();
    assert.equal(await page.locator('tbody th').count(), 19);
    await page.getByRole('link', { name: 'Add reports' }).click();
    await page.getByRole('heading', { name: 'Add reports' }).waitFor();
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    await empty.close();
    await rm(folder, { recursive: true });
  }
});

test('on paper the board keeps its rows and loses its buttons', async () => {
  const { page, go, context } = await open(chrome, served.url);
  await go('/');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('header').isVisible(), false);
  assert.equal(await page.locator('main button:not(thead button, .tally button):visible').count(), 0);
  // The headings of columns are buttons on the screen; on paper they must still head the columns.
  assert.ok(await page.locator('thead', { hasText: 'Deadline' }).isVisible());
  assert.equal(await page.locator('.paper').isVisible(), true);
  assert.equal(await page.locator('tbody th').count(), (await api('/board')).provisions.length);
  const pdf = await page.pdf({ format: 'A4', landscape: true });
  assert.ok(pdf.length > 10_000);
  await context.close();
});

test('with the program gone the page says so and offers to try again', async () => {
  const { page, go, context } = await open(chrome, served.url);
  await go('/');
  await page.route('**/api/v1/board*', (route) => route.abort());
  await page.getByLabel('As of', { exact: true }).fill('2020-12-01');
  await page.getByRole('alert').waitFor();
  await page.unroute('**/api/v1/board*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await context.close();
});

test('while a large ledger is being opened every page says how far it is, and moves nothing', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const steps = [{ reports: 0 }, { reports: 120_000 }, { reports: 482_000 }];
  await page.route('**/api/v1/opening*', (route) => {
    const step = steps.shift();
    route.fulfill({ json: { of: 482_000, ready: !step, reports: 482_000, ...step } });
  });
  await go('/');
  const told = page.locator('.opening');
  await told.getByText('120,000 of 482,000 reports are taken up').waitFor();
  const row = await page.locator('main h1').boundingBox();
  await page.screenshot({ path: new URL('../../docs/pages/opening.png', import.meta.url).pathname });
  await told.getByText('being brought together').waitFor();
  await told.waitFor({ state: 'detached' });
  assert.deepEqual(await page.locator('main h1').boundingBox(), row);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a brushed stretch of time on the map filters it, and an address brings it back', async () => {
  const { page, go, context } = await open(chrome, served.url);
  await go('/map');
  const all = Number(await page.locator('.view').getAttribute('data-shown'));
  await page.locator('.strip canvas').scrollIntoViewIfNeeded();
  const strip = await page.locator('.strip canvas').boundingBox();
  await page.mouse.move(strip.x + strip.width * 0.4, strip.y + 30);
  await page.mouse.down();
  await page.mouse.move(strip.x + strip.width * 0.7, strip.y + 30, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(() => location.search.includes('from='));
  const some = Number(await page.locator('.view').getAttribute('data-shown'));
  assert.ok(some < all && some > 0, `${some} of ${all}`);
  await page.reload();
  await page.waitForFunction((n) => document.querySelector('.view')?.dataset.shown === String(n), some);
  await context.close();
});

test('no page of the example tells an actor by its identifier', async () => {
  const { page, go, context } = await open(chrome, served.url);
  const { items } = await api('/incidents?limit=1000');
  const contested = items.find((i) => i.contradictions.some((c) => c.kind === 'blame'));
  for (const path of ['/', '/provisions/1b', '/provisions/6a', `/incidents/${encodeURIComponent(contested.id)}`, '/incidents', '/map', '/timeline', '/sources', '/review', '/search?q=corridor', '/reports/2023-06-15-bridge-shooting']) {
    await go(path);
    await page.waitForTimeout(200);
    assert.deepEqual((await page.locator('main').innerText()).match(/\b(ARM|AZE|RUS|TUR)(\.[A-Z]+)?\b/g) ?? [], [], path);
  }
  await context.close();
});

test('search knows phrases, alternatives, beginnings and what is unwanted, and its address brings it back', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const total = async (q) => {
    await go(`/search?q=${encodeURIComponent(q)}`);
    await page.locator('[data-row="0"] a, .empty').first().waitFor();
    return Number(/^(\d+) result/.exec(await page.locator('main .head p[aria-live]').innerText())[1]);
  };
  const [corridor, lachin, both, either, without] = [await total('corridor'), await total('lachin'), await total('corridor lachin'), await total('corridor OR lachin'), await total('corridor -lachin')];
  assert.ok(both > 0 && both < Math.max(corridor, lachin) && either >= Math.max(corridor, lachin), `${[corridor, lachin, both, either]}`);
  assert.ok(without < corridor, `${without} of ${corridor}`);
  assert.ok((await total('corr*')) >= corridor);
  assert.ok((await total('"corridor lachin"')) < both);
  await page.locator('#q').fill('corridor');
  await page.waitForFunction(() => location.search.includes('q=corridor'));
  await page.getByRole('button', { name: /^Claim/ }).click();
  await page.waitForFunction(() => location.search.includes('kind=claim'));
  assert.deepEqual(faults, []);
  await context.close();
});

test('a provision shows the history of its status, who is bound, and through whom each word came', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/provisions/1b');
  assert.ok((await page.locator('.history li').count()) > 1);
  await page.locator('svg[aria-label^="History of its status"] a').first().waitFor();
  await page.locator('.verdicts li', { hasText: 'Azerbaijan' }).getByText('told by both sides').waitFor();
  assert.ok((await page.locator('.proof ol[aria-label^="Attribution"] li').count()) > 1);
  await page.locator('.history a').first().click();
  await page.waitForFunction(() => location.search.includes('as_of='));
  assert.deepEqual(faults, []);
  await context.close();
});
