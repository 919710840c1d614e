/**
 * The text of an agreement as sections with their keys and lines, so that a form can change one value and leave every
 * other letter, comments included, as a person wrote it. What the program makes of it is told by the program alone.
 */
export interface Entry { key: string; /** First line and the line after the last, from 0. */ from: number; to: number; raw: string; /** What stands behind the value, with the space before it. */ comment: string }
export interface Section { /** `provision`, `provision.amendment`, or nothing for the head. */ name: string; from: number; to: number; entries: Entry[] }

/** Where a value that begins here ends: brackets closed, no string open. */
function scan(line: string, depth: number, open: string): { depth: number; open: string; end: number } {
  let i = 0;
  while (i < line.length) {
    if (open) {
      if (open.startsWith('"') && line[i] === '\\') i += 2;
      else if (line.startsWith(open, i)) {
        i += open.length;
        open = '';
      } else i += 1;
      continue;
    }
    const c = line[i] ?? '';
    if (c === '#') return { depth, open, end: i };
    const long = ['"""', "'''"].find((q) => line.startsWith(q, i));
    if (long || c === '"' || c === "'") {
      open = long ?? c;
      i += open.length;
      continue;
    }
    if (c === '[' || c === '{') depth += 1;
    if (c === ']' || c === '}') depth -= 1;
    i += 1;
  }
  return { depth, open, end: line.length };
}

export function sections(text: string): Section[] {
  const lines = text.split('\n');
  const out: Section[] = [{ name: '', from: 0, to: lines.length, entries: [] }];
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n] ?? '';
    const header = /^\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$/.exec(line);
    const now = out.at(-1) as Section;
    if (header) {
      now.to = n;
      out.push({ name: header[1] ?? '', from: n, to: lines.length, entries: [] });
      continue;
    }
    const entry = /^\s*([\w-]+)\s*=\s*/.exec(line);
    if (!entry) continue;
    let state = { depth: 0, open: '', end: 0 };
    const value: string[] = [];
    let at = n;
    let rest = line.slice(entry[0].length);
    for (;;) {
      state = scan(rest, state.depth, state.open);
      value.push(rest.slice(0, state.end));
      const short = state.open.length === 1;
      if ((state.depth <= 0 && (!state.open || short)) || at + 1 >= lines.length) break;
      at += 1;
      rest = lines[at] ?? '';
    }
    now.entries.push({ key: entry[1] ?? '', from: n, to: at + 1, raw: value.join('\n').trim(), comment: `${/\s*$/.exec(value.at(-1) ?? '')?.[0] ?? ''}${rest.slice(state.end)}`.trimEnd() });
    n = at;
  }
  return out;
}

export const text = (raw: string): string | null => {
  if (!/^"(?:[^"\\\n]|\\.)*"$/.test(raw)) return null;
  try {
    return JSON.parse(raw.replace(/\\U([0-9a-fA-F]{8})|\\e/g, '')) as string;
  } catch {
    return null;
  }
};
/** A list of plain words, or one word alone. */
export const words = (raw: string): string[] | null => {
  const one = text(raw);
  if (one !== null) return [one];
  if (!/^\[[\s\S]*\]$/.test(raw)) return null;
  const found = raw.slice(1, -1).replace(/#.*$/gm, '').trim();
  if (!found) return [];
  const all = found.replace(/,\s*$/, '').split(/,\s*(?=")/).map((w) => text(w.trim()));
  return all.every((w) => w !== null) ? (all as string[]) : null;
};
export const quoted = (value: string): string => JSON.stringify(value);
export const listed = (value: string[]): string => `[${value.map(quoted).join(', ')}]`;

/** The text with a value of a section set, or taken out if null. A new key is spaced as its neighbours are. */
export function set(source: string, section: Section, key: string, raw: string | null): string {
  const lines = source.split('\n');
  const entry = section.entries.find((e) => e.key === key);
  const begin = (n: number) => /^\s*[\w-]+\s*=\s*/.exec(lines[n] ?? '')?.[0] ?? '';
  if (entry) lines.splice(entry.from, entry.to - entry.from, ...(raw === null ? [] : [begin(entry.from) + raw + entry.comment]));
  else if (raw !== null) {
    const width = Math.max(key.length, ...section.entries.map((e) => begin(e.from).trimEnd().length - 2));
    lines.splice(section.entries.at(-1)?.to ?? section.from + 1, 0, `${key.padEnd(width)} = ${raw}`);
  }
  return lines.join('\n');
}

/** A new provision behind the last one. */
export function append(source: string, ref: string): string {
  return `${source.replace(/\s*$/, '')}\n\n[[provision]]\nref      = ${quoted(ref)}\npoint    = ""\ntitle    = ""\nsays     = ""\nkind     = "obligation"\nbearer   = []\nact      = []\ncategory = ""\nsource   = []\n`;
}
