import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './browser.mjs';
import { api, chrome, served } from './example.mjs';

/* What a slip of the hand, a stale window or a broken address must not do, on the shipped example. */

const judgements = async () => (await api('/operations?judgements=true&limit=1000')).items;
const settled = (page, n) => page.waitForFunction((k) => document.querySelector('main .head p').textContent.includes(`${k} settled`), n);

test('keys that lead to a page judge nothing there, and a key that is held down settles one item', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/review');
  await page.locator('#item').waitFor();
  const before = (await judgements()).length;
  await page.keyboard.press('t');
  for (const pause of [0, 2500]) {
    await page.keyboard.press('g');
    await page.waitForTimeout(pause);
    // After a while `g` is forgotten; `b` alone means nothing.
    await page.keyboard.press(pause ? 'b' : 'r');
    await page.waitForTimeout(400);
    assert.equal((await judgements()).length, before, `${pause} ms`);
  }
  await page.keyboard.down('a');
  for (let i = 0; i < 10; i++) await page.keyboard.down('a');
  await page.keyboard.up('a');
  await settled(page, 1);
  await page.waitForTimeout(400);
  assert.equal((await judgements()).length, before + 1);
  // Whoever comes back to the window finds the queue as it was left, and can undo.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForTimeout(600);
  await settled(page, 1);
  await page.keyboard.press('u');
  await settled(page, 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('what a colleague judged meanwhile is told, and not judged again unseen', async () => {
  const [one, two] = [await open(chrome, served.url), await open(chrome, served.url)];
  for (const { page, go } of [one, two]) {
    await go('/review');
    await page.locator('#item').waitFor();
  }
  await one.page.keyboard.press('a');
  await settled(one.page, 1);
  const done = (await judgements()).length;
  await two.page.keyboard.press('t');
  await two.page.keyboard.press('r');
  await two.page.getByRole('alert').getByText(/has judged this meanwhile/).waitFor();
  assert.equal((await judgements()).length, done);
  await one.page.keyboard.press('u');
  await settled(one.page, 0);
  await one.context.close();
  await two.context.close();
});

test('a claim that was rejected is shown so in its report, and an undo that is undone holds again', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  const claim = (await api('/claims?act=capture_or_entry&limit=1')).items[0];
  await go(`/reports/${encodeURIComponent(claim.report)}?claim=${encodeURIComponent(claim.id)}`);
  await page.getByLabel('Reason, for the ledger').fill('The words tell of a plan');
  await page.getByRole('button', { name: 'Misread', exact: true }).click();
  await page.getByText('Rejected as misread:').waitFor();
  await page.getByText('· rejected as misread').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Misread', exact: true }).count(), 0);
  const { sequence } = (await judgements()).at(-1);
  await go('/ledger');
  await page.getByRole('button', { name: `Undo operation ${sequence}` }).click();
  await page.getByRole('button', { name: `Redo operation ${sequence}` }).waitFor();
  assert.equal((await api(`/claims/${encodeURIComponent(claim.id)}`)).misread, false);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Operations', 'the focus stays at the list');
  await page.getByRole('button', { name: `Redo operation ${sequence}` }).click();
  await page.getByRole('button', { name: `Undo operation ${sequence}` }).waitFor();
  assert.equal((await api(`/claims/${encodeURIComponent(claim.id)}`)).misread, true);
  await page.getByRole('button', { name: `Undo operation ${sequence}` }).click();
  await page.getByRole('button', { name: `Redo operation ${sequence}` }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('an incident that was merged leads to the one that took it in', async () => {
  const { page, go, context } = await open(chrome, served.url);
  const { items } = await api('/incidents?limit=2');
  await go(`/incidents/${encodeURIComponent(items[0].id)}`);
  const merge = page.getByRole('button', { name: 'Merge' });
  await page.waitForFunction(() => [...document.querySelectorAll('select')].some((s) => s.options[0].text.startsWith('choose one')));
  const others = page.getByLabel('Is the same happening as');
  const into = await others.locator('option').nth(1).getAttribute('value');
  await others.selectOption(into);
  assert.ok(await merge.isDisabled(), 'without a reason nothing is merged');
  await page.getByLabel('Reason').first().fill('The same shelling');
  await merge.click();
  await page.getByText(/Merged: operation/).waitFor();
  await page.goto(`${served.url}/incidents/${encodeURIComponent(into)}`);
  await page.getByRole('alert').getByText(/merged this incident into/).waitFor();
  await page.getByRole('link', { name: 'Go to that incident' }).click();
  await page.waitForFunction((id) => decodeURIComponent(location.pathname) === `/incidents/${id}`, items[0].id);
  await page.getByRole('button', { name: /Undo operation/ }).last().click();
  await page.getByText('taken back', { exact: true }).last().waitFor();
  await context.close();
});

test('a broken address tells what is wrong with it and leaves a way back', async () => {
  const { page, context } = await open(chrome, served.url);
  const pages = ['/', '/incidents', '/timeline', '/map', '/sources', '/review', '/add', '/agreement', '/ledger', '/provisions/6a'];
  const broken = ['as_of=nonsense', 'zone=Mars/Base', 'from=xx', 'agreement=nope', 'at=a,b,c'];
  for (const [n, path] of [...pages, ...pages.slice(0, 4)].entries()) {
    await page.goto(`${served.url}${path}?${broken[n % broken.length]}`);
    await page.locator('main h1').first().waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Board' }).waitFor();
  }
  await page.goto(`${served.url}/?as_of=nonsense`);
  await page.getByRole('alert').getByText('is no instant').waitFor();
  await page.getByRole('link', { name: 'All that is known' }).click();
  await page.locator('tbody a.open').first().waitFor();
  await page.goto(`${served.url}/?agreement=nope`);
  await page.getByRole('alert').first().waitFor();
  await page.getByRole('combobox', { name: 'Agreement' }).selectOption('karabakh-2020');
  await page.locator('tbody a.open').first().waitFor();
  // Before anything was known the board says since when something is.
  await page.goto(`${served.url}/?as_of=1990-01-01`);
  await page.getByText('Nothing was known by then.').waitFor();
  // A list that could not be had has no number beside it.
  await page.goto(`${served.url}/incidents?from=2020-12-01&to=2020-11-01`);
  await page.getByRole('alert').first().waitFor();
  assert.match(await page.locator('main .head p').first().innerText(), /^0 incidents/);
  await context.close();
});

test('the address of a claim leads to its words', async () => {
  const { page, faults, context } = await open(chrome, served.url);
  const { items } = await api('/claims?limit=1');
  await page.goto(`${served.url}/claims/${encodeURIComponent(items[0].id)}`);
  await page.locator('mark.chosen').waitFor();
  await page.goto(served.url);
  await page.locator('tbody a.open').first().waitFor();
  await page.evaluate((id) => {
    const a = Object.assign(document.createElement('a'), { href: `/claims/${encodeURIComponent(id)}`, textContent: 'x' });
    document.querySelector('main').append(a);
    a.click();
  }, items[0].id);
  await page.locator('mark.chosen').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('what was typed is there when one comes back, and the next report has no field of the last', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/add');
  const text = page.getByLabel('Or paste a report');
  await text.fill('The Defence Ministry of Armenia said that its post near Hadrut was shelled on 20 December 2020.');
  for (const [label, value] of [['Title', 'First title'], ['Outlet', 'Armenpress'], ['Published', '2020-12-21']]) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.locator('tbody').first().waitFor();
  await page.goBack();
  assert.match(await text.inputValue(), /shelled on 20 December/);
  assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'First title');
  await page.getByRole('button', { name: 'Keep in the ledger' }).click();
  await page.getByText('To the board').waitFor({ timeout: 60_000 });
  for (const label of ['Title', 'Outlet', 'Published', 'Address']) assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), '', label);
  await page.getByLabel('Published', { exact: true }).fill('yesterday');
  await page.getByText('No day and no instant').waitFor();
  await page.getByLabel('Published', { exact: true }).fill('');
  // A file that is dropped beside the field is read all the same, and one that cannot be read is no success.
  const carried = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([0, 1, 2, 255, 0, 3])], 'picture.bin'));
    return data;
  });
  await text.dispatchEvent('drop', { dataTransfer: carried });
  await page.getByText('It could not be read').waitFor({ timeout: 60_000 });
  await page.getByText('0 of 1 report').waitFor();

  await go('/agreement');
  const source = page.getByLabel('Source of the agreement');
  await page.getByText('Sound').waitFor();
  const kept = await source.inputValue();
  await source.fill(kept.replace('"2020-11-20"', '"2020-12-20"'));
  await page.getByText('its deadline').first().waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.locator('tbody').first().waitFor();
  await page.getByRole('link', { name: 'Agreement', exact: true }).click();
  await page.getByText('changed here, not kept').waitFor();
  assert.match(await source.inputValue(), /"2020-12-20"/);
  // It is kept, and the text before it is put in force again.
  await page.getByLabel('Reason').fill('A later day');
  await page.getByRole('button', { name: 'Keep as a new version' }).click();
  await page.getByText('Kept as a new version').waitFor();
  await page.getByLabel('Earlier texts').selectOption({ index: 2 });
  await page.waitForFunction((was) => document.querySelector('textarea[aria-label="Source of the agreement"]').value === was, kept);
  await page.getByText('Sound').waitFor();
  await page.getByLabel('Reason').fill('The first one was right');
  await page.getByRole('button', { name: 'Keep as a new version' }).click();
  await page.getByText('Kept as a new version').waitFor();
  assert.equal((await api('/board')).provisions.find((p) => p.ref === '2').deadline.slice(0, 10), '2020-11-20');
  assert.deepEqual(faults, []);
  await context.close();
});

test('going back goes back through what one chose, and an address keeps where the map looks', async () => {
  const { page, go, faults, context } = await open(chrome, served.url);
  await go('/');
  const day = page.getByLabel('As of', { exact: true });
  for (const text of ['2021-01-10', '2021-02-10']) {
    await day.fill(text);
    await day.press('Enter');
    await page.waitForFunction((t) => location.search.includes(`as_of=${t}`), text);
  }
  await page.goBack();
  await page.waitForFunction(() => location.search.includes('as_of=2021-01-10'));
  await page.goBack();
  await page.waitForFunction(() => !location.search.includes('as_of'));
  await go('/map');
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.waitForFunction(() => location.search.includes('at='));
  const at = new URL(page.url()).searchParams.get('at');
  await page.reload();
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).searchParams.get('at'), at);
  await page.goto(`${served.url}/map?from=2020-11-10T00:00:00Z&to=2020-12-10T00:00:00Z`);
  await page.getByRole('link', { name: 'Timeline' }).click();
  await page.waitForFunction(() => location.pathname === '/timeline' && location.search.includes('from=2020-11-10'));
  assert.deepEqual(faults, []);
  await context.close();
});

test('what is known to the day is that day on every clock', async () => {
  const { page, go, context } = await open(chrome, served.url);
  await go('/provisions/2?zone=Asia/Tokyo');
  const { provision } = await api('/provisions/2');
  assert.match(provision.since, /^2020-11-20/);
  await go('/incidents?zone=America/New_York&q=Aghdam&act=capture_or_entry');
  await page.locator('[data-row="0"]').getByText('20 Nov 2020').waitFor();
  assert.ok(!(await page.locator('[data-row="0"]').innerText()).includes('19 Nov'));
  await context.close();
});
