import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** The folder of the package that holds a file, or null for our own files. */
function packageOf(file: string): string | null {
  if (!file.includes('node_modules')) return null;
  for (let at = dirname(file.replace(/^\0/, '').replace(/\?.*$/, '')); at.includes('node_modules'); at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return at;
  }
  return null;
}

function notice(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = readdirSync(folder)
    .filter((f) => /^(licen[cs]e|copying|notice)/i.test(f))
    .map((f) => readFileSync(join(folder, f), 'utf8').trim())
    .join('\n\n');
  const by = typeof author === 'string' ? author : (author?.name ?? '');
  return `${name} ${version} (${license})\n${'-'.repeat(60)}\n${text || `Licence: ${license}. ${by}`}\n`;
}

/** Packages whose built files are taken whole, so that the parts inside them are not seen as modules. */
const whole: Record<string, string[]> = { 'maplibre-gl': ['dependencies'] };

/** Writes `licences.txt`: the licence of every package that ends up in the pages, found from what is bundled. */
export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      const add = (file: string) => {
        const folder = packageOf(file);
        if (!folder || folders.has(folder)) return;
        folders.add(folder);
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        // Types leave nothing in what is built.
        for (const key of whole[manifest.name] ?? [])
          for (const inner of Object.keys(manifest[key] ?? {}).filter((name) => !name.startsWith('@types/'))) {
            const at = [join(folder, 'node_modules', inner), join('node_modules', inner)].find(existsSync);
            if (at) add(join(at, 'package.json'));
          }
      };
      for (const out of Object.values(bundle)) {
        if (out.type === 'chunk') out.moduleIds.forEach(add);
        else out.originalFileNames.forEach((f) => add(join(process.cwd(), f)));
      }
      const head = 'The pages of Servanda hold the following packages of others.\n\n';
      const base =
        'Natural Earth (public domain, https://www.naturalearthdata.com/): land and boundaries of the map, by the package world-atlas.\n\n';
      const source = head + base + [...folders].sort().map(notice).join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}
