import type { Count } from './types';

/** Snake case as words. */
export const plain = (code: string | null | undefined): string => (code ?? '').replaceAll('_', ' ');

const ACTS: Record<string, string> = {
  return_of_displaced: 'return of displaced people',
  ill_treatment: 'ill-treatment',
  violation: 'ceasefire violation',
};
export const act = (code: string): string => ACTS[code] ?? plain(code);

/** Families of statuses. Each has a colour of its own; each status has a shape of its own. */
export type Family = 'kept' | 'open' | 'late' | 'alleged' | 'breach' | 'unknown';

interface Meaning { family: Family; means: string; rank: number }

/** By how much they want attention, most first. */
export const STATUSES: Record<string, Meaning> = {
  breach_verified: { family: 'breach', rank: 0, means: 'Event and author admitted, or stated by the mandated monitor' },
  breach_corroborated: { family: 'breach', rank: 1, means: 'Origins on two sides, or a neutral one; blame may stay open' },
  overdue: { family: 'late', rank: 2, means: 'The deadline has passed and nothing shows that it was done' },
  breach_disputed: { family: 'alleged', rank: 3, means: 'Said and denied, or admitted and justified, or perhaps covered by an exception' },
  breach_alleged: { family: 'alleged', rank: 4, means: 'One side alone says that it was broken' },
  complied_late: { family: 'late', rank: 5, means: 'Done after the deadline' },
  partially_complied: { family: 'open', rank: 6, means: 'Done in part' },
  insufficient_evidence: { family: 'unknown', rank: 7, means: 'What is reported does not suffice to say' },
  pending: { family: 'open', rank: 8, means: 'In force without a last day, or under way and not done' },
  not_yet_due: { family: 'open', rank: 9, means: 'Its last day, as amended, lies ahead; or it is not in force yet' },
  no_breach_reported: { family: 'unknown', rank: 10, means: 'Nothing was reported against it. Silence is not compliance: read it with the coverage' },
  complied: { family: 'kept', rank: 11, means: 'Done in time, on the word of somebody other than the one who owes it' },
  not_applicable: { family: 'unknown', rank: 12, means: 'It does not apply' },
};
export const family = (status: string): Family => STATUSES[status]?.family ?? 'unknown';
export const rank = (status: string): number => STATUSES[status]?.rank ?? 99;

/** Names of the actors of the lexicon; known before anything is shown. */
export const actorNames = new Map<string, string>();

/** The name of a side. Parties are called as the agreement calls them, others as the lexicon does. */
export function side(code: string | null | undefined, parties: { actor: string; name: string }[] = []): string {
  if (!code || code === 'unknown') return 'side unknown';
  if (code === 'mandated') return 'mandated monitor';
  return parties.find((p) => p.actor === code)?.name ?? actorNames.get(code) ?? code;
}

/** A sentence of the program with names in place of the identifiers of actors. */
export const named = (text: string, parties: { actor: string; name: string }[] = []): string =>
  text.replace(/[A-Z][A-Z_]+(?:\.[A-Z_]+)*/g, (id) => parties.find((p) => p.actor === id)?.name ?? actorNames.get(id) ?? id);

/** First letter large. */
export const cap = (text: string): string => text.replace(/^./u, (c) => c.toUpperCase());

/** What can be said of a bound party, and what it rests on, in the words of the glossary. */
export const CONCLUSIONS: Record<string, string> = {
  violated: 'broke it', not_violated: 'did not break it', inconclusive: 'accused, not shown', unattributed: 'nobody can be named',
};
export const GROUNDS: Record<string, string> = {
  admitted: 'admitted by its own side', observed: 'observed by the mandated monitor', witnessed: 'witnessed by voices of no party',
  both_sides: 'told by both sides', accused: 'only accused by a rival', left_open: 'left open by the monitor', cleared: 'cleared by the monitor',
  nobody_named: 'it happened, and nobody is named',
};
export const TERMS: Record<string, string> = {
  origins: 'Independent sources of what is said. Ten papers that carry one agency’s text are one origin.',
  contested: 'Rival claims stand side by side: denied, blamed on each other, or incompatible.',
  coverage: 'How much would be known if something had happened: the bars are the shares of days (above) and of places that reports speak of.',
  word: 'The voices on whose word the status rests.',
  since: 'The instant from which the status holds, by what is known.',
  deadline: 'Last instant allowed, as amended. The countdown runs from the instant of knowledge, not from today.',
  trend: 'Incidents of the acts that the clause speaks of, in its area or possibly in it, by the day on which they began: the last seven days. Hollow: those that only may lie in its area.',
  status: 'How far it is proven that the provision was kept or broken. Claims allege; only findings assess.',
  asOf: 'The instant of knowledge: only what was published until then counts.',
};

/** "6", "at least 3", "4–6". */
export function count(c: Count | null | undefined): string {
  if (!c) return '';
  if (c.best !== null && c.low === c.best && c.high === c.best) return String(c.best);
  if (c.high === null) return `at least ${c.best ?? c.low}`;
  if (c.low === c.high) return String(c.low);
  return `${c.low}–${c.high}${c.best !== null && c.best !== c.low && c.best !== c.high ? ` (${c.best})` : ''}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** Numbers first by value, then letters: 1a, 1b, 2, 10. */
export const byRef = new Intl.Collator('en', { numeric: true }).compare;

export const PRECISION: Record<string, string> = { exact: 'the place itself', near: 'somewhere near it', region: 'somewhere in this region' };

export const KINDS: Record<string, string> = {
  unresolved_place: 'Place not resolved',
  unresolved_actor: 'Actor not resolved',
  uncertain_merge: 'Uncertain merge',
  low_confidence: 'Low confidence',
  misstated: 'Terms misstated',
  retraction: 'Words taken back',
};

export const CONTRADICTIONS: Record<string, string> = {
  denied: 'It happened, or it did not',
  blame: 'Who did it',
  control: 'Who holds the place',
  toll: 'How many were killed or wounded',
  time: 'When it happened',
  narrow_denial: 'A part is denied, not the rest',
};

/** Formats of files, as a menu calls them. */
export const FORMATS: Record<string, string> = {
  csv: 'CSV', 'acled.csv': 'CSV, ACLED columns', 'hxl.csv': 'CSV, HXL tags', geojson: 'GeoJSON', html: 'Dossier (HTML)', json: 'JSON', jsonld: 'JSON-LD',
  parquet: 'Parquet', pdf: 'Dossier (PDF)', toml: 'TOML',
};

/** Views that can be had as files. */
export const VIEWS: Record<string, string> = {
  board: 'Board', provision: 'Provision', incidents: 'Incidents', claims: 'Claims', reports: 'Reports', sources: 'Sources', timeline: 'Timeline', areas: 'Areas and corridors',
  control: 'Control of places', review: 'Review queue', operations: 'Judgements', agreement: 'Text of the agreement', aliases: 'Names kept for all reports', search: 'What was found',
};
