/** The JSON of the program: shapes and spelling of `export/json.rs`. Missing is null. */

export interface Count { low: number; best: number | null; high: number | null }
export interface Place {
  name: string; canonical: string | null; id: string | null; geonames: number | null;
  lat: number | null; lon: number | null; precision: 'exact' | 'near' | 'region';
}
export interface When { from: string | null; to: string | null; precision: string; wording: string | null }
export interface Quantity { n: Count; what: string }
export type BySide = Record<string, number>;

export interface Claim {
  id: string; report: string; start: number; end: number; quote: string;
  speaker: string | null; speaker_actor: string | null; speaker_side: string | null; relayed_by: string[];
  channel: string; act: string; actor: string | null; actor_name: string | null;
  target: string | null; target_name: string | null; place: Place | null; when: When | null;
  killed: Count | null; wounded: Count | null; quantities: Quantity[];
  polarity: string; modality: string; background: boolean; recital: boolean; retracted: boolean; misread: boolean;
  justified: boolean; running_count: boolean; rule: string; confidence: number;
  incident?: string | null; published?: string | null;
}

export interface Origin { voice: string; side: string; denies: boolean; reports: string[] }
export interface Contradiction { kind: string; says: string; one: string[]; other: string[] }
export interface Incident {
  id: string; act: string; title?: string; place: Place | null; when: When | null; claims: string[];
  origins: number; origins_by_side: BySide; origin_list: Origin[]; sides_claiming: string[]; sides_denying: string[];
  blamed: Record<string, string[]>; admitted_by: string[]; killed: Count | null; wounded: Count | null;
  contested: boolean; contradictions: Contradiction[]; provisions: string[];
}
export interface GraphNode { id: string; label: string; side: string | null; kind: string }
export interface GraphEdge { from: string; to: string; kind: string }
export interface Toll { at: string | null; killed: Count | null; wounded: Count | null; claim: string }
export interface IncidentDetail extends Incident {
  evidence: Claim[]; joined: { claim: string; why: string }[]; episode: string | null; tolls: Toll[]; graph: { nodes: GraphNode[]; edges: GraphEdge[] }; operations: Operation[];
}

/** How far the reports of the ledger are opened. */
export interface Opening { reports: number; of: number; ready: boolean }

export interface Coverage {
  grade: 'good' | 'thin' | 'none' | 'not asked'; says: string; window: [string, string] | null; sources: number; reports: number; by_side: BySide; days: number; places: number;
  monitors_obstructed: boolean;
}
export interface Amendment { announced: string; says: string; announced_by: string | null; sources: string[] }
export interface Step {
  rule: string; rule_says?: string; says: string; incident: string | null; claims: string[]; relation: string | null;
}
export interface Provision {
  ref: string; says: string | null; kind: string | null; status: string; responsible: string[]; since: string | null;
  deadline: string | null; amended: Amendment | null; on_word_of: string[]; origins: number; origins_by_side: BySide;
  contested: boolean; coverage: Coverage; why: string; derivation?: Step[]; against: string[]; would_change: string[];
  quantities: { what: string; n: number; at: string }[];
  verdicts?: { party: string | null; conclusion: string; ground: string; claims: string[] }[];
  title?: string; category?: string; bearer?: string[]; trend?: number[]; trend_possible?: number[]; incidents?: number;
}
export interface Party { actor: string; name: string; role: string }
export interface Agreement {
  id: string; title: string; short?: string | null; summary?: string; zone: string; effective: string | null; signed: string | null;
  parties: Party[]; provisions: number;
}
export interface Notice { about: string; says: string; remedy: string | null; failed: boolean }
export interface Board {
  agreement: Agreement; as_of: string;
  known: { first: string | null; last: string | null; reports: number; claims: number; incidents: number };
  provisions: Provision[]; notices: Notice[];
}
export interface Change { ref: string; was: string | null; is: string; says?: string | null; also?: string[]; why?: string }
export interface Changes {
  from: string | null; to: string | null; changes: Change[]; new_reports?: string[]; new_incidents?: string[];
}
export interface Explained {
  as_of: string | null; provision: Provision; incidents: Incident[]; claims: Claim[];
  amendments?: Amendment[]; wording?: { language: string; url: string; title?: string | null; note?: string | null }[];
  differences?: { what: string; versions: [string, string][] }[];
  terms?: { title: string; category: string; bearer: string[] };
}
export interface ReportItem {
  id: string; sha256: string; title: string | null; outlet: string | null; side: string | null; published: string | null;
  lang: string | null; url: string | null; relays: string[]; claims: number; retracted?: boolean;
}
export interface Marked {
  id: string; start: number; end: number;
  act: string; speaker: string | null; speaker_side?: string | null; polarity?: string; modality?: string;
  incident?: string | null; retracted: boolean; misread: boolean;
}
export interface ReportDetail extends ReportItem {
  text: string; original: string; direction: 'ltr' | 'rtl'; marks: Marked[];
}
export interface ClaimDetail extends Claim {
  context: { before: string; after: string };
  chain: { name: string; side: string | null; cue: string | null }[];
}
export interface SourceItem {
  name: string; side: string | null; reports: number; first: number; alone: number; corrected: number; contradicted: number;
}
export interface Page<T> { items: T[]; next: string | null; total: number }
export interface Operation {
  sequence: number; user: string; at: string; reason: string; action: Record<string, unknown> & { action: string };
  in_force: boolean; can_be_undone: boolean;
}
export interface Candidate { id: string; name: string; weight: number | null }
export interface ReviewItem {
  /** The field in doubt as a correction takes it, and the name as an alias takes it. */
  field?: string | null; name?: string | null;
  id: string; kind: string; why: string; claim: string | null; incident: string | null; report: string;
  candidates: Candidate[]; quote: string;
}
export interface ControlItem {
  place: string; place_id: string; written: string[]; contested: boolean; lat?: number | null; lon?: number | null;
  spells: Spell[]; disputes: { from: string | null; to: string | null }[];
}
export interface Statuses { items: { ref: string; at: string; status: string; why: string }[]; judged: number; of: number }
export interface Timeline {
  buckets: { from: string; n: number; by_act: Record<string, number> }[];
  deadlines: { ref: string; at: string; says: string | null }[];
  amendments?: { ref: string; at: string; says: string }[];
  /** Evenly spread ones, where `published` says that there are more. */
  reports: { id: string; at: string; title: string | null; side: string }[]; published: number;
}
export interface SearchItem {
  kind: 'report' | 'claim' | 'incident'; id: string; title: string | null;
  snippet: { text: string; hit: boolean }[]; link: string | null;
}
export interface SearchAnswer extends Page<SearchItem> { facets: Record<string, Record<string, number>>; more: boolean }
export interface Problem { type?: string; title: string; status: number; detail?: string | null; remedy?: string | null; see?: string | null }
/** What the map and the timeline need of an incident. */
export interface Dot {
  id: string; act: string; from: string | null; to: string | null; place: string | null; place_precision: string | null;
  contested: boolean; origins: number;
}
/** A place of the agreement, as it is drawn: `point`, `circle`, `line`, `corridor` or `zone`. Metres. */
export interface Area {
  id: string; name: string; feature: string; area: boolean; provisions: string[];
  kind?: string; width_m?: number | null; tolerance?: number | null; source?: string | null;
}
/** Who is said to hold a place, by one claimant; without a holder it is said to be fought over. */
export interface Spell { claimant: string; holder: string | null; from: string | null; to: string | null; claims: string[] }
export type Shape = GeoJSON.Point | GeoJSON.LineString | GeoJSON.MultiLineString | GeoJSON.Polygon | GeoJSON.MultiPolygon;
export type Collection<P> = GeoJSON.FeatureCollection<GeoJSON.Point | null, P> & { as_of?: string };
export type Shapes<P> = GeoJSON.FeatureCollection<Shape | null, P>;

/** A file that the program gives. */
export interface ExportFile { file: string; view: string; format: string }

/** A view to be had as files, with the filters in view. */
export interface View { view: string; filters?: Record<string, string | null>; says?: string; /** It is told as it is now, whatever the instant of knowledge. */ timeless?: boolean }
