import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { browser, open } from './browser.mjs';
import { mock } from './mock.mjs';

/** What one does with the pages, against a stand-in that has every state: printing, shapes, tiles, reasons, the form. */
let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

async function at(path, options = {}, view = {}) {
  const program = await mock({ incidents: 200, rows: 450, queue: 12, ...options });
  const opened = await open(chrome, program.url, view);
  await opened.page.addInitScript(() => { globalThis.printed = 0; globalThis.print = () => (globalThis.printed += 1); });
  await opened.go(path);
  return { program, ...opened, end: async () => { await opened.context.close(); program.close(); } };
}

test('paper has the whole of a list, with agreement, instant of knowledge, filters and page numbers', async () => {
  const { page, faults, end } = await at('/incidents?act=shelling&side=ARI&as_of=2031-05-20');
  await page.waitForSelector('[data-row="0"] a');
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => globalThis.printed === 1);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('table.whole > tbody > tr:visible').count(), 450);
  assert.equal(await page.locator('[data-row]:visible').count(), 0);
  const head = await page.locator('.paper').innerText();
  for (const part of ['Accord of Dal', 'the end of 20 May 2031', 'act: shelling', 'side: Aria', 'Asia/Baku']) assert.ok(head.includes(part), `${part} in ${head}`);
  assert.ok(await page.evaluate(() => [...document.styleSheets].some((s) => [...s.cssRules].some((r) => r.cssText.includes('counter(pages)')))));
  assert.ok((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length > 5);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('table.whole').count(), 0);
  assert.deepEqual(faults, []);
  await end();
});

test('a list too long for paper says how much of it stands there', async () => {
  const { page, end } = await at('/incidents', { rows: 1_000_000 });
  await page.waitForSelector('[data-row="0"] a');
  await page.locator('summary', { hasText: 'Export' }).click();
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  await page.waitForFunction(() => globalThis.printed === 1, null, { timeout: 60_000 });
  await page.emulateMedia({ media: 'print' });
  assert.match(await page.locator('p.whole').innerText(), /^The first 2,000 of 1,000,000/);
  await end();
});

test('every kind of area is drawn, and tells what it is and by how much it may be off', async () => {
  const { page, faults, end } = await at('/map', {}, { viewport: { width: 1280, height: 900 } });
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  assert.equal(await page.locator('.map').getAttribute('data-areas'), '6', 'all but the one without a place');
  await page.getByLabel('Areas and corridors').uncheck();
  await page.waitForFunction(() => document.querySelector('.map').dataset.areas === '0');
  await page.getByText('rival claims on who holds it').waitFor();
  assert.ok(await page.locator('aside', { hasText: 'Boria from 3 May 2031' }).count());
  assert.deepEqual(faults, []);
  await end();
});

test('tiles come from the one server that was named, and the policy lets in no other', async () => {
  const asked = [];
  const tile = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const tiles = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    response.end(tile);
  });
  await new Promise((done) => tiles.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${tiles.address().port}`;
  const { page, faults, end } = await at('/map', { tiles: `${origin}/{z}/{x}/{y}.png` });
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  assert.ok(asked.length > 0 && asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path)));
  await page.getByText('Background from the tile server').waitFor();
  assert.deepEqual(faults.filter((f) => !f.startsWith(`request to ${origin}/`)), []);
  const other = await page.evaluate(() => fetch('http://127.0.0.1:9/elsewhere').then(() => 'reached', () => 'kept away'));
  assert.equal(other, 'kept away');
  await end();
  tiles.close();
});

test('reasons that recur are chosen by a key; rejecting charges no source; a name can hold in all reports', async () => {
  const { page, program, faults, end } = await at('/review');
  await page.waitForSelector('#item');
  const settled = (n) => page.waitForFunction((k) => document.querySelector('main .head p').textContent.includes(`${k} settled`), n);
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await page.keyboard.press('a');
  await settled(1);
  assert.equal(program.operations[0].reason, 'Another place of that name');
  // Who rejects or corrects says why first.
  await page.keyboard.press('r');
  await page.getByText('Give a reason first').waitFor();
  assert.equal(program.operations.length, 1);
  await page.keyboard.press('t');
  await page.keyboard.press('r');
  await settled(2);
  assert.deepEqual(program.operations[1].action, { action: 'misread', claim: 'r#2' });
  await page.keyboard.press('2');
  await page.keyboard.press('e');
  await page.keyboard.press('w');
  await page.keyboard.type('Asked the author');
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  await settled(3);
  assert.deepEqual(program.operations[2].action, { action: 'alias', of: 'actor', name: 'the locals', means: 'dal-2' });
  assert.equal(program.operations[2].reason, 'Asked the author');
  assert.deepEqual(faults, []);
  await end();
});

test('the words around an item are there before one turns to it', async () => {
  const { page, end } = await at('/review');
  await page.waitForSelector('.read.ready');
  await page.waitForTimeout(300);
  let asked = 0;
  page.on('request', (r) => { if (r.url().includes('/claims/')) asked += 1; });
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('j');
    assert.ok(await page.locator('.read.ready').count(), 'no wait');
  }
  assert.equal(asked, 0);
  await end();
});

test('the form of the agreement changes the source beside it, line by line, and the source the form', async () => {
  const { page, program, faults, end } = await at('/agreement');
  const source = page.getByLabel('Source of the agreement');
  await page.getByRole('button', { name: '2', exact: true }).click();
  await page.getByLabel('Last day', { exact: true }).fill('2031-05-21');
  await page.waitForFunction(() => document.querySelector('.editor textarea').value.includes('by    = { date = "2031-05-21", zone = "Asia/Baku", reading = "inclusive" }   # as amended'));
  await page.getByLabel('The named day').selectOption('exclusive');
  assert.match(await source.inputValue(), /reading = "exclusive"/);
  await page.getByRole('button', { name: '1', exact: true }).click();
  await page.getByRole('button', { name: 'Take out gunfire' }).click();
  assert.match(await source.inputValue(), /act      = \["shelling"\]\nplace/);
  await source.fill((await source.inputValue()).replace('"No fire"', '"No shots"'));
  assert.equal(await page.getByLabel('Title', { exact: true }).last().inputValue(), 'No shots');
  await page.getByRole('heading', { name: 'Sound' }).waitFor();
  await page.getByPlaceholder('what changed, and by which source').fill('Amended');
  await page.getByRole('button', { name: 'Keep as a new version' }).click();
  await page.getByText('Kept as a new version').waitFor();
  assert.match(program.kept[0].text, /# <script>alert\(1\)<\/script>/, 'comments stay');
  assert.deepEqual(faults, []);
  await end();
});

test('a day is typed as one writes it, and what is no day is told', async () => {
  const { page, end } = await at('/');
  const field = page.getByLabel('As of', { exact: true });
  await field.fill('12 May 2031');
  await field.press('Enter');
  await page.waitForFunction(() => location.search.includes('as_of=2031-05-12'));
  await field.fill('05/12/2031');
  await field.press('Enter');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.match(page.url(), /as_of=2031-05-12/);
  await end();
});

test('a status explains itself where the pointer rests and where the focus is, and Escape takes that away', async () => {
  const { page, end } = await at('/');
  await page.locator('.tally button').first().focus();
  await page.keyboard.press('Tab');
  await page.getByRole('tooltip').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  await page.locator('td .status').first().hover();
  assert.match(await page.getByRole('tooltip').innerText(), /Said and denied/);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('One side alone says that it was broken.').waitFor();
  await end();
});

test('what changed since another day is marked on the board and can be had alone', async () => {
  const { page, faults, end } = await at('/?since=2031-05-05');
  await page.getByLabel('Changes since', { exact: true }).waitFor();
  await page.locator('.was', { hasText: 'was pending' }).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 3);
  await page.getByRole('button', { name: 'Only these on the board' }).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  assert.match(page.url(), /since=2031-05-05&changed=true/);
  assert.deepEqual(faults, []);
  await end();
});

test('who wants no motion gets none', async () => {
  const { page, end } = await at('/', {}, { reducedMotion: 'reduce' });
  const moving = await page.evaluate(() => {
    const bone = document.createElement('div');
    bone.className = 'bone';
    document.body.append(bone);
    const found = [...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none' || getComputedStyle(e).transitionDuration !== '0s');
    return found.map((e) => e.outerHTML.slice(0, 60));
  });
  assert.deepEqual(moving, []);
  await end();
});

test('what the pages show a part of, they say so, and give the rest when asked', async () => {
  const { page, faults, go, end } = await at('/timeline', { published: 20, undated: 7, steps: 120, imported: 1200 });
  await page.getByText('Of 20 reports 2 are drawn, evenly spread').waitFor();
  await page.getByText('7 incidents without a known time are not drawn.').waitFor();
  await go('/map');
  await page.getByText('7 incidents without a known time are in no bar').waitFor();
  await page.getByText(/The first 60 of .* places, those with most incidents/).waitFor();
  await page.getByRole('button', { name: /Show .* more/ }).click();
  assert.ok((await page.locator('.places li').count()) > 60);
  await go('/search?q=common');
  await page.getByText('Of each kind the best 10,000 are told').waitFor();
  await go('/search?q=rare');
  await page.locator('[data-row="0"] a').waitFor();
  assert.equal(await page.getByText('Of each kind the best 10,000 are told').count(), 0);
  await go('/provisions/1');
  assert.equal(await page.locator('ol.proof > li').count(), 50);
  await page.getByText('The first 50 of 120 steps.').waitFor();
  await page.getByRole('button', { name: 'Show 70 more' }).click();
  assert.equal(await page.locator('ol.proof > li').count(), 120);
  assert.equal(await page.getByText('of 120 steps').count(), 0);
  await go('/ledger?all=true');
  await page.getByText('701 to 1,200 of 1,200 operations').waitFor();
  assert.deepEqual(faults, []);
  await end();
});

test('on paper a proof has all its steps', async () => {
  const { page, end } = await at('/provisions/1', { steps: 120 });
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => globalThis.printed === 1);
  assert.equal(await page.locator('ol.proof > li').count(), 120);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('ol.proof > li').count(), 50);
  await end();
});

test('judgements are found among however many imports, the last one first', async () => {
  const { page, go, end } = await at('/review', { imported: 1200 });
  await page.waitForSelector('#item');
  await page.keyboard.press('a');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('1 settled'));
  await go('/ledger');
  await page.locator('tbody td', { hasText: 'Remark' }).first().waitFor();
  assert.equal(await page.locator('tbody tr').count(), 1);
  await end();
});

test('a heap of incidents at one place is counted whole when it is picked', async () => {
  const { page, end } = await at('/map', { incidents: 1300, heap: true });
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  const box = await page.locator('.map').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('heading', { name: '1,300 incidents here' }).waitFor();
  await page.getByText('and 1,100 more').waitFor();
  await end();
});

test('an import tells what it is at: sending, reading one by one, judging, and at last what could not be read', async () => {
  let end;
  const judged = new Promise((done) => (end = done));
  const { page, faults, end: close } = await at('/add', { judged });
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(() => {
      const bar = document.querySelector('main progress');
      if (bar) globalThis.told.push(`${document.querySelector('.panel b').textContent} ${bar.value}/${bar.max}`);
    }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await page.locator('input[type=file]').setInputFiles([{ name: 'one.txt', mimeType: 'text/plain', buffer: Buffer.from('One.') }, { name: 'two.txt', mimeType: 'text/plain', buffer: Buffer.from('Two.') }]);
  await page.getByText('Read; the board is being judged by them').waitFor();
  assert.equal(await page.getByText('To the board').count(), 0, 'nothing is done yet');
  assert.equal(await page.locator('main progress').getAttribute('value'), '2');
  end();
  await page.getByText('To the board').waitFor();
  await page.locator('.panel li', { hasText: 'two.txt' }).waitFor();
  await page.getByText('1 of 2 reports; 1 could not be read').waitFor();
  const told = [...new Set(await page.evaluate(() => globalThis.told))];
  const steps = ['Sending 0/2', 'Reading 0/2', 'Reading 1/2', 'Read; the board is being judged by them 2/2', 'Read and judged by 2/2'];
  assert.deepEqual(told.filter((t) => steps.includes(t)), steps);
  assert.deepEqual(faults, []);
  await close();
});

test('the history of statuses is awaited by nothing else, and the pages say that it is coming', async () => {
  let come;
  const statuses = new Promise((done) => (come = done));
  const program = await mock({ incidents: 200, statuses });
  const { page, context, faults } = await open(chrome, program.url);
  await page.goto(`${program.url}/provisions/1`);
  await page.locator('.proof blockquote').first().waitFor();
  await page.locator('.history', { hasText: 'Many instants are judged for it…' }).waitFor();
  await page.goto(`${program.url}/timeline`);
  await page.getByRole('status').filter({ hasText: 'How the statuses changed: Many instants are judged for it…' }).waitFor();
  await page.waitForFunction(() => document.querySelector('.draw canvas').dataset.from);
  await page.locator('[data-row="0"] a').first().waitFor();
  const before = await page.locator('.draw').boundingBox();
  come();
  await page.getByRole('status').filter({ hasText: 'How the statuses changed' }).waitFor({ state: 'detached' });
  await page.locator('table', { hasText: 'Breach disputed' }).waitFor();
  const after = await page.locator('.draw').boundingBox();
  assert.ok(Math.abs(after.y - before.y) < 1, 'nothing jumps when it is there');
  assert.deepEqual(faults, []);
  await context.close();
  program.close();
});

test('moving through time and filtering asks for nothing that is there already', async () => {
  const { page, program, end } = await at('/timeline', {}, { viewport: { width: 1280, height: 900 } });
  const counted = (path) => program.asked.filter((a) => a.includes(path)).length;
  await page.getByRole('button', { name: 'Closer' }).click();
  await page.waitForFunction(() => location.search.includes('from='));
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.waitForFunction(() => !location.search.includes('from='));
  await page.waitForTimeout(300);
  assert.deepEqual(['/map/incidents', '/timeline?', '/statuses'].map(counted), [1, 1, 1]);
  await page.locator('nav a', { hasText: 'Map' }).click();
  await page.waitForFunction(() => document.querySelector('.view')?.dataset.shown === '200');
  await page.getByLabel('Contested only').check();
  await page.waitForFunction(() => Number(document.querySelector('.view').dataset.shown) < 200);
  await page.waitForTimeout(300);
  assert.equal(counted('/map/incidents'), 2, 'once a page');
  await end();
});

test('the map follows the hand that brushes, and keeps the stretch when it lets go', async () => {
  const { page, faults, end } = await at('/map', {}, { viewport: { width: 1280, height: 1000 } });
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  const shown = () => page.locator('.view').getAttribute('data-shown').then(Number);
  assert.equal(await shown(), 200);
  const strip = page.locator('.strip canvas');
  await strip.scrollIntoViewIfNeeded();
  const box = await strip.boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + 30);
  await page.mouse.down();
  // Five times a second it looks where the hand is.
  const follow = () => page.waitForTimeout(500).then(shown);
  await page.mouse.move(box.x + box.width * 0.4, box.y + 30, { steps: 4 });
  const some = await follow();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 });
  const more = await follow();
  assert.ok(some > 0 && more > some && more < 200, `${some} then ${more} of 200`);
  assert.doesNotMatch(page.url(), /from=/, 'the address waits for the end');
  await page.mouse.up();
  await page.waitForFunction(() => location.search.includes('from='));
  assert.equal(await shown(), more);
  assert.deepEqual(faults, []);
  await end();
});

test('paper is white in the dark: what is drawn by script is drawn anew for it', async () => {
  const { page, end } = await at('/timeline', {}, { colorScheme: 'dark' });
  const darkest = () => page.evaluate(() => {
    const canvas = document.querySelector('.draw canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let least = 255;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250) least = Math.min(least, data[i]);
    return { least, corner: data[0] };
  });
  assert.ok((await darkest()).corner < 60, 'dark on the screen');
  await page.evaluate(() => {
    globalThis.print = () => {
      const canvas = document.querySelector('.draw canvas');
      globalThis.paper = canvas.getContext('2d').getImageData(2, 2, 1, 1).data[0];
      globalThis.printed += 1;
    };
  });
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => globalThis.printed === 1);
  assert.ok((await page.evaluate(() => globalThis.paper)) > 240, 'white on paper');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.waitForFunction(() => {
    const canvas = document.querySelector('.draw canvas');
    return canvas.getContext('2d').getImageData(2, 2, 1, 1).data[0] < 60;
  });
  await end();
});

test('another theme draws the map anew with all its signs', async () => {
  const options = { incidents: 1300, heap: true };
  const ink = (page) => page.locator('.map').screenshot();
  const dark = await at('/map', options, { colorScheme: 'dark', viewport: { width: 1000, height: 800 } });
  await dark.page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  await dark.page.waitForTimeout(1000);
  const wanted = await ink(dark.page);
  await dark.end();
  const light = await at('/map', options, { colorScheme: 'light', viewport: { width: 1000, height: 800 } });
  await light.page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  await light.page.emulateMedia({ colorScheme: 'dark' });
  await light.page.waitForSelector('[data-drawn="false"]');
  await light.page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  await light.page.waitForTimeout(1000);
  const got = await ink(light.page);
  const differing = await light.page.evaluate(async ([a, b]) => {
    const pixels = async (base64) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.getContext('2d').getImageData(0, 0, image.width, image.height).data;
    };
    const [x, y] = [await pixels(a), await pixels(b)];
    let n = 0;
    for (let i = 0; i < x.length; i += 4) if (Math.abs(x[i] - y[i]) > 40) n += 1;
    return n / (x.length / 4);
  }, [wanted.toString('base64'), got.toString('base64')]);
  // The name of a country may stand on another side of what lies there: it is placed beside what came first.
  assert.ok(differing < 0.003, `${(differing * 100).toFixed(2)} % of the map differ`);
  await light.end();
});

test('on a narrow screen each card says what its figures are', async () => {
  const { page, end } = await at('/', {}, { viewport: { width: 360, height: 740 } });
  const before = (cell) => page.locator('tbody tr').first().locator(cell).evaluate((e) => getComputedStyle(e, '::before').content);
  assert.equal(await page.locator('tbody tr').first().locator('.due').isVisible(), false, 'no deadline, no line');
  assert.match(await before('.since'), /Since/);
  assert.match(await before('.coverage'), /Coverage/);
  const due = page.locator('tbody tr').nth(1).locator('.due');
  assert.match(await due.evaluate((e) => getComputedStyle(e, '::before').content), /Due/);
  await end();
});

test('a board that is narrowed is exported as it is in view', async () => {
  const { page, end } = await at('/?sort=status&contested=true');
  const refs = await page.locator('tbody a.open').allTextContents();
  await page.locator('summary', { hasText: 'Export' }).click();
  const href = await page.locator('.menu a[download]').first().getAttribute('href');
  assert.equal(new URL(href, 'http://x').searchParams.get('provisions'), refs.join(','));
  await end();
});

test('while a ledger is opened, whoever turns to another agreement is told of that one alone', async () => {
  const { page, faults, end } = await at('/');
  let asked = [];
  await page.route('**/api/v1/opening*', (route) => {
    asked.push(new URL(route.request().url()).search);
    route.fulfill({ json: { reports: 2, of: 5, ready: false } });
  });
  await page.reload();
  await page.locator('.opening').waitFor();
  await page.evaluate(() => {
    history.pushState({}, '', '/?agreement=cala');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.waitForTimeout(2500);
  asked = [];
  await page.waitForTimeout(5000);
  // Every two seconds once.
  assert.ok(asked.length >= 1 && asked.length <= 3, `${asked.length} times`);
  assert.ok(asked.every((search) => search === '?agreement=cala'), `${asked}`);
  assert.deepEqual(faults, []);
  await end();
});
