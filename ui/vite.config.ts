import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { licences } from './licences.ts';

/** Where `npm run dev` finds the program: `servanda serve` on its usual port, unless told otherwise. */
const program = process.env.SERVANDA ?? 'http://127.0.0.1:7340';

export default defineConfig({
  plugins: [svelte(), licences()],
  build: {
    target: 'es2022',
    // The pages must run under a policy without inline scripts and without data: addresses for code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1300,
  },
  // The program takes writes from its own pages alone: the proxy speaks for them.
  server: { proxy: { '/api': { target: program, changeOrigin: true, headers: { origin: program } } } },
});
