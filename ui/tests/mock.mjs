/**
 * A stand-in for the program, for states that the shipped example does not have: hostile reports, ten thousand incidents,
 * a million rows, a queue of a hundred. It serves the built pages with the policy they must keep to.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8' };

const HOSTILE = '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>';
const ARABIC = 'قال المتحدث إن الطريق مغلق منذ صباح الثلاثاء';

const agreement = {
  id: 'aria', title: `Accord of Dal ${HOSTILE}`, short: 'Accord of Dal', zone: 'Asia/Baku', effective: '2031-05-01T00:00:00+04:00[Asia/Baku]', signed: '2031-04-30', provisions: 3,
  parties: [{ actor: 'ARI', name: 'Aria', role: 'party' }, { actor: 'BOR', name: 'Boria', role: 'party' }],
};
const coverage = { says: HOSTILE, window: null, grade: 'thin', sources: 2, reports: 3, by_side: { ARI: 1, BOR: 1 }, days: 0.1, places: 0.5, monitors_obstructed: false };
const provision = (ref, status, more = {}) => ({
  ref, says: `What provision ${ref} demands. ${HOSTILE}`, kind: 'prohibition', status, responsible: [], since: '2031-05-03T10:00:00+04:00[Asia/Baku]', deadline: null, amended: null,
  on_word_of: [HOSTILE], origins: 1, origins_by_side: { ARI: 1 }, contested: true, coverage, why: HOSTILE, derivation: [{ rule: 'denied', says: HOSTILE, incident: 'i-r#1', claims: ['r#1', 'r#2'], relation: 'after' }],
  against: [HOSTILE], would_change: [], quantities: [], category: 'security', bearer: ['ARI'], trend: [0, 1, 0, 2, 0, 0, 3], incidents: 6, ...more,
});
const PROVISIONS = [provision('1', 'breach_disputed'), provision('2', 'complied', { deadline: '2031-05-20T23:59:59+04:00[Asia/Baku]', contested: false }), provision('10', 'overdue', { deadline: '2031-05-10T23:59:59+04:00[Asia/Baku]' })];
const place = { name: 'Dal', canonical: 'Dal', id: 'dal', geonames: null, lat: 40, lon: 46, precision: 'near' };
const when = { from: '2031-05-03T00:00:00+04:00[Asia/Baku]', to: '2031-05-03T23:59:59+04:00[Asia/Baku]', precision: 'day', wording: 'on Saturday' };
const text = `${HOSTILE} The village 🏚 was shelled, Aria said. ${ARABIC}. Boria denied it.`;
const at = (s) => [...text.slice(0, text.indexOf(s))].length;
const claim = (n, quote, more = {}) => ({
  id: `r#${n}`, report: 'r', start: at(quote), end: at(quote) + [...quote].length, bytes: { start: 0, end: 1 }, quote, speaker: HOSTILE, speaker_actor: 'ARI', speaker_side: 'ARI', relayed_by: ['Example Wire'], channel: 'statement',
  act: 'shelling', actor: 'BOR', actor_name: 'Boria', target: null, target_name: null, place, when, killed: { low: 1, best: 2, high: null }, wounded: null, quantities: [], polarity: 'asserts', modality: 'fact',
  background: false, recital: false, retracted: false, justified: false, running_count: false, rule: 'shelling', confidence: 0.9, incident: 'i-r#1', ...more,
});
const CLAIMS = [claim(1, 'The village 🏚 was shelled, Aria said.'), claim(2, ARABIC, { speaker: ARABIC, speaker_side: 'BOR' }), claim(3, 'Boria denied it.', { polarity: 'denies', speaker_side: 'BOR' })];
const incident = (id, more = {}) => ({
  id, act: 'shelling', title: HOSTILE, place, when, claims: ['r#1'], origins: 2, origins_by_side: { ARI: 1, BOR: 1 }, origin_list: [], sides_claiming: ['ARI'], sides_denying: ['BOR'], blamed: { BOR: ['r#1'] }, admitted_by: [],
  killed: null, wounded: null, contested: true, contradictions: [{ kind: 'denied', says: HOSTILE, one: ['r#1'], other: ['r#3'] }], provisions: ['1'], ...more,
});

const SOURCE = `id    = "aria"
short = "Accord of Dal"   # <script>alert(1)</script>

[[provision]]
ref      = "1"
title    = "No fire"
says     = "Nobody shells the \\"village\\"."
kind     = "prohibition"
standing = true
bearer   = ["ARI", "BOR"]
act      = [
  "shelling", # of any kind
  "gunfire",
]
place    = ["dal"]

[[provision]]
ref   = "2"
title = "${HOSTILE.replaceAll('"', '\\"')}"
says  = "Aria leaves."
kind  = "obligation"
bearer = ["ARI"]
act   = ["withdrawal"]
by    = { date = "2031-05-20", zone = "Asia/Baku", reading = "inclusive" }   # as amended

[[provision.amendment]]
announced = "2031-05-12"
`;

/** A spread that looks like real time and place and is the same on every run. */
function many(n) {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const start = Date.parse('2028-01-01T00:00:00Z');
  return Array.from({ length: n }, (_, i) => {
    const from = new Date(start + random() * 3.4 * 365 * 86400e3).toISOString();
    return {
      type: 'Feature', geometry: i % 20 ? { type: 'Point', coordinates: [44 + 4 * random(), 38.5 + 2.5 * random()] } : null,
      properties: { id: `i-${i}`, act: ['shelling', 'gunfire', 'mine'][i % 3], from, to: from, place: `Place ${i % 300}`, place_precision: ['exact', 'near', 'region'][i % 3], contested: i % 7 === 0, origins: 1 + (i % 3) },
    };
  });
}

/** Every kind of drawing that an agreement can have. */
const area = (id, kind, geometry, more = {}) => ({ type: 'Feature', id, geometry, properties: { id, name: id === 'zone' ? HOSTILE : `The ${id}`, feature: 'area', kind, width_m: null, tolerance: 2000, source: HOSTILE, area: true, provisions: ['1'], ...more } });
const square = (x, y, d) => [[x, y], [x + d, y], [x + d, y + d], [x, y + d], [x, y]];
const AREAS = [
  area('zone', 'zone', { type: 'Polygon', coordinates: [square(45, 39.2, 0.6)] }),
  area('islands', 'zone', { type: 'MultiPolygon', coordinates: [[square(44.2, 40.2, 0.2)], [square(44.6, 40.4, 0.2)]] }),
  area('corridor', 'corridor', { type: 'LineString', coordinates: [[46, 39], [46.4, 39.5], [47, 39.6]] }, { width_m: 5000 }),
  area('line', 'line', { type: 'MultiLineString', coordinates: [[[45, 40.5], [46, 40.2]], [[46.2, 40.2], [47, 40.4]]] }),
  area('circle', 'circle', { type: 'Point', coordinates: [47, 40] }, { width_m: 20000 }),
  area('town', 'point', { type: 'Point', coordinates: [46, 40] }, { tolerance: null, source: null }),
  { type: 'Feature', id: 'lost', geometry: null, properties: { id: 'lost', name: 'Lost', feature: 'village', area: false, provisions: [] } },
];

export function mock({ incidents = 10_000, rows = 1_000_000, queue = 100, tiles = null, published = 0, steps = 1, imported = 0, undated = 0, heap = false, statuses = Promise.resolve(), judged = Promise.resolve() } = {}) {
  const asked = [];
  const operations = [];
  const proven = (p) => ({ ...p, derivation: Array.from({ length: steps }, () => p.derivation[0]) });
  const kept = [];
  const features = many(incidents);
  for (const f of features.slice(0, undated)) Object.assign(f.properties, { from: null, to: null });
  if (heap) for (const f of features) f.geometry = { type: 'Point', coordinates: [46, 40] };
  const settled = new Set();
  const list = (q, n, make) => {
    const cursor = Number(q.get('cursor') ?? 0);
    const limit = Math.min(1000, Number(q.get('limit') ?? 100));
    const items = Array.from({ length: Math.max(0, Math.min(limit, n - cursor)) }, (_, i) => make(cursor + i));
    return { items, next: cursor + limit < n ? String(cursor + limit) : null, total: n };
  };
  const review = Array.from({ length: queue }, (_, i) => ({
    id: `q${i}`, kind: ['unresolved_place', 'low_confidence', 'unresolved_actor'][i % 3], why: `The name in item ${i} may mean two places`, claim: `r#${1 + (i % 3)}`, incident: null, report: 'r',
    field: ['place', null, 'actor'][i % 3], name: [HOSTILE, null, 'the locals'][i % 3],
    candidates: [{ id: 'dal', name: 'Dal, town', weight: 0.5 }, { id: 'dal-2', name: HOSTILE, weight: 0.5 }], quote: i % 2 ? ARABIC : HOSTILE,
  }));
  const gets = {
    '/agreements': () => ({ items: [agreement, { ...agreement, id: 'cala', title: HOSTILE, short: HOSTILE }], next: null, total: 2 }),
    '/opening': () => ({ reports: 1, of: 1, ready: true }),
    '/board': (q) => ({ agreement: q.get('agreement') === 'cala' ? { ...agreement, id: 'cala' } : agreement, as_of: '2031-06-01T12:00:00+04:00[Asia/Baku]', known: { first: '2031-04-30T00:00:00Z', last: '2031-06-01T08:00:00Z', reports: q.get('agreement') === 'cala' ? 2 : 1, claims: 3, incidents }, provisions: PROVISIONS, notices: [{ about: HOSTILE, says: HOSTILE, remedy: null, failed: true }] }),
    '/changes': () => ({ from: null, to: null, changes: [{ ref: '1', was: 'pending', is: 'breach_disputed', says: HOSTILE }] }),
    '/incidents': (q) => list(q, rows, (i) => incident(`i-${i}`, { contested: i % 2 === 0 })),
    '/map/incidents': () => ({ type: 'FeatureCollection', features }),
    '/map/areas': () => ({ type: 'FeatureCollection', features: AREAS }),
    '/map/tiles': () => ({ url: tiles }),
    '/export': () => ({ items: ['incidents.csv', 'claims.csv', 'board.csv'].map((file) => ({ file, view: file.split('.')[0], format: 'csv' })) }),
    '/actors': () => ({ names: { ARI: 'Aria', 'ARI.MOD': HOSTILE } }),
    '/control': () => ({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [46, 40] }, properties: { place: HOSTILE, place_id: 'dal', written: ['Dal'], contested: true, claims: [], spells: [{ claimant: 'ARI', holder: 'ARI', from: null, to: null, claims: ['r#1'] }, { claimant: 'BOR', holder: 'BOR', from: '2031-05-03T00:00:00+04:00[Asia/Baku]', to: null, claims: ['r#2'] }], disputes: [{ from: '2031-05-03T00:00:00+04:00[Asia/Baku]', to: null, contradictions: [] }] } }] }),
    '/timeline': () => ({ buckets: [], deadlines: [{ ref: '2', at: '2031-05-20T23:59:59+04:00[Asia/Baku]', says: HOSTILE }], amendments: [{ ref: '2', at: '2031-05-12T00:00:00+04:00[Asia/Baku]', says: HOSTILE }], reports: published ? [{ id: 'r', at: '2031-05-03T10:00:00Z', title: HOSTILE, side: 'ARI' }, { id: 'r2', at: '2031-05-05T10:00:00Z', title: HOSTILE, side: 'ARI' }] : [], published }),
    '/statuses': () => ({ judged: 1, of: 1, items: [{ ref: '1', at: '2031-05-03T10:00:00+04:00[Asia/Baku]', status: 'breach_disputed', why: HOSTILE }] }),
    '/sources': (q) => list(q, 1, () => ({ name: HOSTILE, side: 'ARI', reports: 1, first: 1, alone: 0, corrected: 0, contradicted: 1 })),
    '/search': (q) => ({ ...list(q, 3, (i) => ({ kind: 'claim', id: `r#${i + 1}`, title: HOSTILE, snippet: [{ text: HOSTILE, hit: false }, { text: ARABIC, hit: true }], link: null })), facets: { kind: { claim: 3 }, act: { shelling: 3 }, side: { ARI: 3 } }, more: q.get('q').startsWith('common') }),
    '/review': (q) => { const open = review.filter((r) => !settled.has(r.id)); return list(q, open.length, (i) => open[i]); },
    // Imports come first; judgements alone are a list of their own.
    '/operations': (q) => {
      const imports = q.get('judgements') === 'true' ? 0 : imported;
      return list(q, imports + operations.length, (i) => operations[i - imports] ?? { sequence: i + 1, user: 'Ada', at: '2031-06-01T12:00:00Z', reason: '', action: { action: 'import' }, in_force: false, can_be_undone: false });
    },
    '/reports/r': () => ({ id: 'r', sha256: 'ab'.repeat(32), title: HOSTILE, outlet: HOSTILE, side: 'ARI', published: '2031-05-03T12:00:00Z', lang: 'en', url: 'javascript:globalThis.pwned=1', relays: [], claims: 3, text, original: text, direction: 'ltr', marks: CLAIMS, retracted: false }),
    '/claims': (q) => list(q, 3, (i) => CLAIMS[i]),
    '/agreements/aria/versions': () => ({ items: [{ sha256: 'ab'.repeat(32), sequence: 1, user: HOSTILE, at: '2031-05-01T12:00:00Z', reason: HOSTILE, in_force: false }, { sha256: 'cd'.repeat(32), sequence: 2, user: 'Ada', at: '2031-05-02T12:00:00Z', reason: HOSTILE, in_force: true }] }),
    '/agreements/aria/source': () => ({ text: SOURCE, sha256: 'cd'.repeat(32) }),
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    asked.push(request.url);
    const head = { 'content-security-policy': tiles ? POLICY.replace("connect-src 'self'", `connect-src 'self' ${new URL(tiles).origin}`) : POLICY, 'x-content-type-options': 'nosniff' };
    const json = (body, status = 200) => {
      response.writeHead(status, { ...head, 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(body));
    };
    if (!pathname.startsWith('/api/')) {
      const file = extname(pathname) && !pathname.startsWith('/incidents') ? pathname : '/index.html';
      try {
        const body = await readFile(join(DIST, file));
        response.writeHead(200, { ...head, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
        response.end(body);
      } catch {
        response.writeHead(404, head);
        response.end();
      }
      return;
    }
    const path = decodeURIComponent(pathname.replace('/api/v1', ''));
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length && request.headers['content-type'] === 'application/json' ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    if (path === '/statuses') await statuses;
    // An import of two reports: read one after the other, then judged, for as long as the test wants.
    if (request.method === 'POST' && path === '/reports') return json({ job: 1 }, 202);
    if (path === '/jobs/1/events') {
      response.writeHead(200, { ...head, 'content-type': 'text/event-stream' });
      const tell = (name, told) => response.write(`event: ${name}\ndata: ${JSON.stringify({ total: 2, reports: [], notices: [], ended: false, ...told })}\n\n`);
      tell('progress', { done: 0 });
      await new Promise((done) => setTimeout(done, 300));
      tell('progress', { done: 1 });
      await new Promise((done) => setTimeout(done, 300));
      tell('progress', { done: 2 });
      await judged;
      tell('end', { done: 2, ended: true, reports: ['r'], notices: [{ about: 'two.txt', says: HOSTILE, remedy: 'look at it', failed: true }] });
      return response.end();
    }
    if (request.method === 'PUT') { kept.push(body); return json({ sha256: 'ef'.repeat(32) }); }
    if (request.method === 'POST' && path === '/operations') {
      const { reason, user, agreement: _, as_of: __, seen: ___, own: ____, ...action } = body;
      // Items are named q0, q1 …; a judgement on the claim of the first open item settles that one.
      const item = action.action === 'note' ? action.about : review.find((r) => !settled.has(r.id) && r.claim === action.claim)?.id;
      operations.push({ sequence: operations.length + 1, user, at: '2031-06-01T12:00:00Z', reason, action, in_force: true, can_be_undone: true, item });
      if (item) settled.add(item);
      return json({ sequence: operations.length }, 201);
    }
    const undone = /^\/operations\/(\d+)\/undo$/.exec(path);
    if (request.method === 'POST' && undone) {
      const was = operations[undone[1] - 1];
      was.in_force = was.can_be_undone = false;
      settled.delete(was.item);
      operations.push({ sequence: operations.length + 1, user: body.user, at: '2031-06-01T12:00:01Z', reason: body.reason, action: { action: 'undo', operation: was.sequence }, in_force: false, can_be_undone: true });
      return json({ sequence: operations.length }, 201);
    }
    if (request.method === 'POST' && path === '/agreements/aria/check') return json(body.text.includes('wrong') ? { problems: [{ line: 2, column: 1, says: HOSTILE, remedy: 'write it otherwise' }], changes: [] } : { problems: [], changes: [{ ref: '1', was: 'pending', is: 'complied', also: ['deadline'] }] });
    if (request.method === 'POST' && path === '/preview') return json({ text, direction: 'ltr', claims: CLAIMS, marks: CLAIMS.map((c) => [c.start, c.end]), notices: [] });
    if (path.startsWith('/provisions/')) return json({ as_of: '2031-06-01T12:00:00Z', provision: proven(PROVISIONS.find((p) => path.endsWith(`/${p.ref}`)) ?? PROVISIONS[0]), incidents: [incident('i-r#1')], claims: CLAIMS, amendments: [], wording: [{ language: 'en', url: 'javascript:globalThis.pwned=1', title: HOSTILE }] });
    if (path.startsWith('/incidents/')) return json({ ...incident(path.slice(11)), evidence: CLAIMS, joined: [{ claim: 'r#2', why: HOSTILE }], episode: null, tolls: [{ at: '2031-05-03T10:00:00Z', killed: { low: 1, best: 1, high: 1 }, wounded: null, claim: 'r#1' }, { at: '2031-05-04T10:00:00Z', killed: { low: 2, best: 4, high: null }, wounded: null, claim: 'r#2' }], graph: { nodes: [{ id: 'a', label: HOSTILE, side: 'ARI', kind: 'origin' }, { id: 'b', label: 'r', side: null, kind: 'report' }], edges: [{ from: 'a', to: 'b', kind: 'carries' }, { from: 'b', to: 'a', kind: 'loop' }] }, operations: [] });
    if (path.startsWith('/claims/')) { const c = CLAIMS.find((x) => path.endsWith(x.id)) ?? CLAIMS[0]; return json({ ...c, context: { before: HOSTILE, after: ARABIC }, chain: [{ name: HOSTILE, side: 'ARI', cue: 'said' }, { name: 'Example Wire', side: null, cue: null }] }); }
    const found = gets[path]?.(searchParams);
    return found ? json(found) : json({ title: 'Not found', status: 404, detail: `Nothing at ${path}` }, 404);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, operations, kept, asked, close: () => server.close() })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await mock()).url);
