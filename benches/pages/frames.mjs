/**
 * What the main thread of the page does for each frame while one moves on map and timeline:
 * `node benches/pages/frames.mjs [SERVANDA LEDGER AGREEMENT]`; without arguments ten thousand made-up incidents.
 *
 * Seconds are those of the thread, by Chromium's own trace, whatever else the machine does: script, styles, layout and
 * the recording of paint. Drawing itself is left out: here software does it, where users have a graphics card.
 */
import { browser, open, program } from '../../ui/tests/browser.mjs';
import { mock } from '../../ui/tests/mock.mjs';

const FRAME = 1000 / 60;

/** What the trace tells while something goes on: per frame the milliseconds of the page's main thread. */
export async function traced(page, go) {
  const client = await page.context().newCDPSession(page);
  const events = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const categories = ['disabled-by-default-devtools.timeline', 'devtools.timeline'];
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: categories } });
  await go();
  const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.end');
  await done;
  await client.detach();
  return frames(events);
}

/** Work between one animation frame and the next belongs to a frame; it is a stretch of tasks of the main thread. */
function frames(events) {
  const fired = events.filter((e) => e.name === 'FireAnimationFrame');
  const counts = new Map();
  for (const e of fired) counts.set(`${e.pid} ${e.tid}`, (counts.get(`${e.pid} ${e.tid}`) ?? 0) + 1);
  const [main] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const own = events.filter((e) => `${e.pid} ${e.tid}` === main && e.ph === 'X').sort((a, b) => a.ts - b.ts);
  const tasks = own.filter((e) => e.name === 'RunTask' || e.name === 'ThreadControllerImpl::RunTask');
  // Several callbacks of one frame lie in one task.
  const starts = tasks.filter((t) => fired.some((f) => f.ts >= t.ts && f.ts <= t.ts + t.dur && `${f.pid} ${f.tid}` === main));
  const kinds = { script: /^(FunctionCall|EvaluateScript|FireAnimationFrame|TimerFire|EventDispatch|RunMicrotasks|v8\.callFunction)$/, style: /^(UpdateLayoutTree|Layout|PrePaint|HitTest)$/, paint: /^(Paint|Layerize|Commit|UpdateLayer)$/ };
  const per = starts.map((start, i) => {
    const end = starts[i + 1]?.ts ?? Infinity;
    return tasks.filter((t) => t.ts >= start.ts && t.ts < end).reduce((sum, t) => sum + (t.tdur ?? t.dur), 0) / 1000;
  });
  const of = (pattern) => {
    let [sum, until] = [0, -1];
    for (const e of own) {
      // What lies inside of something of its kind is counted with it.
      if (!pattern.test(e.name) || e.ts < until) continue;
      sum += e.tdur ?? e.dur;
      until = e.ts + e.dur;
    }
    return sum / 1000 / Math.max(1, per.length);
  };
  const sorted = per.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { frames: per.length, mean: per.reduce((a, b) => a + b, 0) / Math.max(1, per.length), median: at(0.5), p95: at(0.95), most: at(1), script: of(kinds.script), style: of(kinds.style), paint: of(kinds.paint) };
}

const frame = (page) => page.evaluate(() => new Promise(requestAnimationFrame));

/** What one does, each of many small steps; every step is given its frame. */
export const ACTS = {
  async 'map: pan'(page) {
    const box = await page.locator('.map').boundingBox();
    const [x, y] = [box.x + box.width * 0.7, box.y + box.height * 0.7];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 0; i < 120; i++) {
      await page.mouse.move(x - i * 3, y - i * 2);
      await frame(page);
    }
    await page.mouse.up();
    await page.waitForTimeout(800);
  },
  async 'map: zoom by the wheel'(page) {
    const box = await page.locator('.map').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let i = 0; i < 80; i++) {
      await page.mouse.wheel(0, i < 40 ? -60 : 60);
      await frame(page);
    }
    await page.waitForTimeout(800);
  },
  async 'map: zoom by the button'(page) {
    for (const name of ['Zoom in', 'Zoom in', 'Zoom out', 'Zoom out']) {
      await page.getByRole('button', { name }).click();
      await page.waitForTimeout(700);
    }
  },
  async 'map: brush a stretch of time'(page) {
    const strip = page.locator('.strip canvas');
    await strip.scrollIntoViewIfNeeded();
    const box = await strip.boundingBox();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 30);
    await page.mouse.down();
    for (let i = 0; i < 90; i++) {
      await page.mouse.move(box.x + box.width * (0.2 + i / 180), box.y + 30);
      await frame(page);
    }
    await page.mouse.up();
    await page.waitForTimeout(800);
  },
  async 'timeline: zoom by the wheel'(page) {
    const canvas = page.locator('canvas').first();
    await canvas.focus();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 120);
    for (let i = 0; i < 120; i++) {
      await page.mouse.wheel(0, i < 60 ? -60 : 60);
      await frame(page);
    }
    await page.waitForTimeout(800);
  },
  async 'timeline: pan'(page) {
    await page.getByRole('button', { name: 'Months' }).click();
    const box = await page.locator('canvas').first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 120);
    await page.mouse.down();
    for (let i = 0; i < 120; i++) {
      await page.mouse.move(box.x + box.width * 0.8 - i * 4, box.y + 120);
      await frame(page);
    }
    await page.mouse.up();
    await page.waitForTimeout(800);
  },
  async 'timeline: choose a stretch'(page) {
    await page.getByRole('button', { name: 'Years' }).click();
    const box = await page.locator('canvas').first().boundingBox();
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + box.width * 0.3, box.y + 120);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) {
      await page.mouse.move(box.x + box.width * (0.3 + i / 200), box.y + 120);
      await frame(page);
    }
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page.waitForTimeout(800);
  },
};

async function main() {
  const [servanda, ledger, agreement] = process.argv.slice(2);
  if (servanda) process.env.SERVANDA_BINARY = servanda;
  const served = servanda ? await program(['--db', ledger, agreement ?? 'karabakh-2020']) : await mock();
  const chrome = await browser();
  try {
    console.log('| what | frames | mean | median | 95 of 100 | most | script | styles, layout | paint |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|');
    for (const [path, ready] of [['/map', '[data-drawn="true"]'], ['/timeline', '.draw canvas[data-from]']]) {
      const { page, context } = await open(chrome, served.url);
      await page.goto(served.url + path);
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]') && document.querySelector('main h1'), null, { timeout: 300_000 });
      await page.waitForSelector(ready, { timeout: 120_000 });
      await page.waitForTimeout(1500);
      for (const [name, act] of Object.entries(ACTS)) {
        if (!path.includes(name.split(':')[0])) continue;
        const t = await traced(page, () => act(page));
        console.log(`| ${name} | ${t.frames} | ${[t.mean, t.median, t.p95, t.most, t.script, t.style, t.paint].map((n) => n.toFixed(1)).join(' | ')} |`);
      }
      await context.close();
    }
    console.log(`\nMilliseconds of the main thread for a frame; at 60 frames a second there are ${FRAME.toFixed(1)}.`);
  } finally {
    await chrome.close();
    await served.close();
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
