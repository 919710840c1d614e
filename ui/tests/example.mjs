import { after, before } from 'node:test';
import { browser, program } from './browser.mjs';

/** The shipped example served, a browser, and what the program answers: there for all tests of the file that imports them. */
export let served, chrome;
export const api = async (path) => (await fetch(`${served.url}/api/v1${path}`)).json();

before(async () => {
  served = await program();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await served?.close();
});
