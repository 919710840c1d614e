import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

/**
 * Milliseconds of processor time for script and layout in the page while something goes on, whatever else the machine
 * does. A frame at 60 a second has 16.7 of them.
 */
async function cost(page, frames, go) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => Object.fromEntries((await client.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]));
  const a = await read();
  await go();
  const b = await read();
  return ((b.ScriptDuration - a.ScriptDuration + (b.LayoutDuration - a.LayoutDuration) + (b.RecalcStyleDuration - a.RecalcStyleDuration)) * 1000) / frames;
}

test('ten thousand incidents zoom on the timeline within the time of a frame', async (t) => {
  const { page, go, faults, context } = await open(chrome, program.url);
  await go('/timeline');
  await page.waitForTimeout(500);
  await page.locator('canvas').first().focus();
  let closest = Infinity;
  const each = await cost(page, 120, async () => {
    closest = await page.evaluate(async () => {
      const canvas = document.querySelector('canvas');
      let closest = Infinity;
      for (let i = 0; i < 120; i++) {
        canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: i < 60 ? -40 : 40, clientX: 900, bubbles: true, cancelable: true }));
        await new Promise(requestAnimationFrame);
        closest = Math.min(closest, canvas.dataset.to - canvas.dataset.from);
      }
      return closest;
    });
  });
  assert.ok(closest < 60 * 86400e3, 'it did zoom, from years to weeks');
  t.diagnostic(`${each.toFixed(1)} ms of script and layout a frame`);
  assert.ok(each < 16.7, `${each} ms a frame`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('ten thousand incidents move on the map within the time of a frame of script', async (t) => {
  const { page, go, faults, context } = await open(chrome, program.url);
  await go('/map');
  await page.waitForSelector('[data-drawn="true"]', { timeout: 90_000 });
  const each = await cost(page, 60, async () => {
    await page.mouse.move(500, 500);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) {
      await page.mouse.move(500 - i * 2, 500 - i);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await page.mouse.up();
  });
  t.diagnostic(`${each.toFixed(1)} ms of script and layout a frame; drawing itself is software here and not judged`);
  assert.ok(each < 16.7, `${each} ms a frame`);
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
      await page.keyboard.press('c');
    } else await page.keyboard.press(i % 3 === 1 ? 'a' : 'x');
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
