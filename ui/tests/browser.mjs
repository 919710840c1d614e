/** What every test in a browser needs: the program on a free port, and a browser that notices what must not happen. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = process.env.SERVANDA_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'release/servanda');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const CHROMIUM = [process.env.BROWSER, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** `servanda serve` with the shipped example, or as asked for; what is done to the example is forgotten at the end. `SERVANDA_URL` names a running one. */
export async function program(asked = []) {
  if (process.env.SERVANDA_URL && !asked.length) return { url: process.env.SERVANDA_URL, close: async () => {} };
  const port = await freePort();
  const child = spawn(PROGRAM, ['serve', '--port', String(port), ...asked], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (d) => (said += d));
  child.stderr.on('data', (d) => (said += d));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error(`servanda serve did not start: ${said}`);
    const ok = await fetch(`${url}/api/v1/agreements`).then((r) => r.ok, () => false);
    if (ok) break;
    await new Promise((r) => setTimeout(r, 100));
  }
  const close = async () => {
    child.kill();
    await new Promise((r) => child.once('exit', r));
  };
  return { url, close };
}

/** A browser without a network: it reaches this machine and nothing else. Software drawing stands in for a graphics card. */
export function browser() {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'] });
}

/**
 * A page that keeps a list of what must never happen: a request to elsewhere, an error or a warning on the console (a
 * breach of the content policy is one), an exception.
 */
export async function open(instance, base, options = {}) {
  const context = await instance.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('request', (r) => {
    if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) faults.push(`request to ${r.url()}`);
  });
  page.on('console', (m) => {
    // A software renderer grumbles about its own slowness; every other warning is a fault of ours.
    if (m.type() === 'error' || (m.type() === 'warning' && !/GL Driver Message|WebGL|GPU/i.test(m.text()))) faults.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => faults.push(`exception: ${e.message}`));
  const go = async (path) => {
    await page.goto(base + path);
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]') && document.querySelector('main h1'), null, { timeout: 15_000 });
  };
  return { page, context, faults, go };
}

/** What axe-core finds against WCAG 2.2, levels A and AA, one line a finding. */
export async function axe(page) {
  // Debugging can evaluate where the page's own policy forbids script from elsewhere.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary?.split('\n')[1]?.trim()}`));
}
