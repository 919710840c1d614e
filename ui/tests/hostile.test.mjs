import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browser, open } from './browser.mjs';
import { mock } from './mock.mjs';

const PAGES = ['/', '/provisions/1', '/incidents', '/incidents/i-r%231', '/reports/r?claim=r%231&original=true', '/timeline', '/map', '/review', '/add', '/search?q=x', '/sources', '/agreement', '/ledger', '/nothing/here'];
let program, chrome;
before(async () => {
  program = await mock({ incidents: 300, rows: 300 });
  chrome = await browser();
});
after(async () => {
  await chrome.close();
  program.close();
});

test('what a report says is never markup, on any page', async () => {
  const { page, faults, go, context } = await open(chrome, program.url);
  for (const path of PAGES) {
    await go(path);
    if (path === '/add') {
      await page.fill('textarea', 'Pasted <script>globalThis.pwned=1</script>');
      await page.waitForSelector('mark');
    }
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined, path);
    assert.equal(await page.locator('main img, main script').count(), 0, path);
    assert.equal(await page.locator('a[href^="javascript:"]').count(), 0, path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('right-to-left quotes run from the right and do not turn what stands around them', async () => {
  const { page, go, context } = await open(chrome, program.url);
  await go('/provisions/1');
  const quote = page.locator('blockquote', { hasText: 'قال المتحدث' });
  assert.equal(await quote.evaluate((e) => getComputedStyle(e).direction), 'rtl');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'ltr');
  await context.close();
});

test('marks hold the exact words of their claims, behind letters of two units and in right-to-left text', async () => {
  const { page, go, context } = await open(chrome, program.url);
  await go('/reports/r?claim=r%231&original=true');
  await page.waitForFunction(() => document.querySelectorAll('mark').length === 6);
  assert.deepEqual(await page.locator('article:first-child mark').allTextContents(), ['The village 🏚 was shelled, Aria said.', 'قال المتحدث إن الطريق مغلق منذ صباح الثلاثاء', 'Boria denied it.']);
  assert.deepEqual(await page.locator('article:nth-child(2) mark').allTextContents(), await page.locator('article:first-child mark').allTextContents());
  assert.equal(await page.locator('article:first-child mark.chosen').textContent(), 'The village 🏚 was shelled, Aria said.');
  await context.close();
});

for (const scheme of ['light', 'dark'])
  test(`every page is clean by axe-core with hostile words in it, ${scheme}`, async () => {
    const { page, go, context } = await open(chrome, program.url, { colorScheme: scheme });
    const found = [];
    for (const path of PAGES) {
      await go(path);
      found.push(...(await axe(page)).map((line) => `${path} ${line}`));
    }
    assert.deepEqual(found, []);
    await context.close();
  });

test('at 200 per cent on a small screen nothing needs scrolling in two directions', async () => {
  // 200 % of a screen of 1280 × 1024 leaves 640 × 512 CSS pixels; 320 is the width that WCAG 1.4.10 asks for.
  for (const width of [640, 320]) {
    const { page, go, context } = await open(chrome, program.url, { viewport: { width, height: 512 } });
    for (const path of PAGES) {
      await go(path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 1, `${path} is ${over} px too wide at ${width} px`);
    }
    await context.close();
  }
});

test('another agreement is another board: its address, its ends of time, no filter of the first', async () => {
  const { page, go, faults, context } = await open(chrome, program.url, { viewport: { width: 1700, height: 900 } });
  await go('/provisions/1?as_of=2031-05-10');
  await page.getByLabel('Agreement', { exact: true }).selectOption('cala');
  await page.waitForFunction(() => location.pathname === '/' && location.search === '?agreement=cala');
  await page.getByText('all that is known: 2 reports').waitFor();
  await page.locator('a.open').first().click();
  await page.waitForFunction(() => location.pathname === '/provisions/1' && location.search === '?agreement=cala');
  assert.deepEqual(faults, []);
  await context.close();
});
