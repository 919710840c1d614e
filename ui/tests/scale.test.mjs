import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACTS, traced } from '../../benches/pages/frames.mjs';
import { browser, open } from './browser.mjs';
import { mock } from './mock.mjs';

let program, chrome;
before(async () => {
  program = await mock({ incidents: 10_000, rows: 1_000_000, queue: 100 });
  chrome = await browser();
});
after(async () => {
  await chrome.close();
  program.close();
});

/** Of the thread that runs the page, by Chromium's trace: script, styles, layout and paint (see benches/pages/frames.mjs). */
for (const [name, act] of Object.entries(ACTS))
  test(`ten thousand incidents leave the main thread its time in each frame: ${name}`, async (t) => {
    const { page, go, faults, context } = await open(chrome, program.url);
    const path = `/${name.split(':')[0]}`;
    await go(path);
    if (path === '/map') await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
    await page.waitForTimeout(1000);
    const { frames, median, p95, most } = await traced(page, () => act(page));
    t.diagnostic(`${frames} frames, ${median.toFixed(1)} ms each by the median, 95 of 100 within ${p95.toFixed(1)}, ${most.toFixed(1)} at most`);
    assert.ok(frames >= 20, 'it did move');
    // The goal of 16.7 is measured by benches/pages on an idle machine; where tests run, other work makes a frame cost up
    // to half as much again, and a screen drawn by software shows so few frames that each has the work of several.
    assert.ok(median < 33.4, `${median} ms a frame`);
    if (frames >= 100) assert.ok(p95 < 66.8, `${p95} ms for 5 frames of 100`);
    assert.deepEqual(faults, []);
    await context.close();
  });

test('a million rows scroll with a handful of elements, and the last row can be reached', async () => {
  const { page, go, context } = await open(chrome, program.url);
  await go('/incidents');
  await page.waitForSelector('[data-row="0"] a');
  const box = page.locator('[role=region][aria-label=Incidents]');
  await box.evaluate((e) => (e.scrollTop = e.scrollHeight));
  await page.waitForSelector('[data-row="999999"] a');
  assert.ok((await page.locator('[data-row]').count()) < 60);
  const last = await page.locator('[data-row="999999"]').boundingBox();
  const frame = await box.boundingBox();
  assert.ok(last.y + last.height <= frame.y + frame.height + 2, 'the last row is in view');
  await box.evaluate((e) => (e.scrollTop = e.scrollHeight / 2));
  await page.waitForFunction(() => [...document.querySelectorAll('[data-row] a')].some((a) => { const n = Number(a.closest('[data-row]').dataset.row); return n > 490_000 && n < 510_000; }));
  await context.close();
});

test('a hundred items of the queue are settled by keys alone, and undone', async (t) => {
  const { page, go, faults, context } = await open(chrome, program.url);
  await page.addInitScript(() => localStorage.setItem('servanda.user', 'Ada'));
  await go('/review');
  await page.waitForSelector('#item');
  const begun = Date.now();
  for (let i = 0; i < 100; i++) {
    const was = program.operations.length;
    if (i % 3 === 0) {
      await page.keyboard.press('1');
      await page.keyboard.press('t');
      await page.keyboard.press('c');
    } else if (i % 3 === 1) await page.keyboard.press('a');
    else {
      // Who rejects says why.
      await page.keyboard.press('t');
      await page.keyboard.press('x');
    }
    while (program.operations.length === was) await page.waitForTimeout(5);
    await page.waitForFunction((n) => document.querySelector('main .head p').textContent.includes(`${n} settled`), i + 1);
  }
  t.diagnostic(`${((Date.now() - begun) / 100).toFixed(0)} ms an item beside the reader's own time`);
  assert.equal(program.operations.length, 100);
  assert.deepEqual(program.operations[0].action, { action: 'correct', claim: 'r#1', field: 'place', is: 'dal' });
  assert.ok(program.operations.every((o) => o.user === 'Ada' && o.reason));
  await page.keyboard.press('u');
  await page.waitForFunction(() => document.querySelector('main .head p').textContent.includes('99 settled'));
  assert.equal(program.operations.at(-1).action.action, 'undo');
  assert.deepEqual(faults, []);
  await context.close();
});
