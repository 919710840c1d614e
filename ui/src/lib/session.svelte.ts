import { get, url } from './api';
import { router } from './router.svelte';
import type { Agreement, Board, Opening, Page, Problem } from './types';
import { isZone } from './time';
import { actorNames } from './words';

/** What every page shares: the agreements, the one in view, what is known of it at all, the zone of clocks. */
class Session {
  agreements = $state.raw<Agreement[]>([]);
  known = $state.raw<Board['known'] | null>(null);
  /** The instant the program assesses at when the address names none. */
  latest = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** How far the program is with a ledger that it still opens; null once all is there. */
  opening = $state.raw<Opening | null>(null);

  agreement: Agreement | null = $derived(
    this.agreements.find((a) => a.id === router.get('agreement')) ?? this.agreements[0] ?? null,
  );
  zone: string = $derived([router.get('zone'), this.agreement?.zone].find((z) => z && isZone(z)) ?? 'UTC');
  /** Whether the address names an agreement that is not served here. */
  unknown = $derived(this.agreements.length > 0 && router.get('agreement') !== '' && this.agreement?.id !== router.get('agreement'));
  parties = $derived(this.agreement?.parties.filter((p) => p.role !== 'monitor') ?? []);
  actors = $derived(this.agreement?.parties ?? []);

  async load() {
    try {
      const bare = { agreement: null, as_of: null };
      const [actors, agreements] = await Promise.all([
        get<{ names: Record<string, string> }>(url('/actors', bare)).catch(() => null),
        get<Page<Agreement>>(url('/agreements', bare)),
      ]);
      for (const [id, name] of Object.entries(actors?.names ?? {})) actorNames.set(id, name);
      this.agreements = agreements.items;
      this.problem = null;
      // What cannot be had of one agreement its pages tell; another can be chosen.
      await this.refresh().catch(() => {});
    } catch (e) {
      this.problem = (e as { problem?: Problem }).problem ?? { title: String(e), status: 0 };
    }
  }

  #watching = {};

  /** Looks every two seconds how far the ledger is opened, until it is. What takes no longer is not worth a word. */
  async watch() {
    const mine = (this.#watching = {});
    for (let first = true; ; first = false) {
      const opening = await get<Opening>(url('/opening', { as_of: null })).catch(() => null);
      // Another agreement is asked for since.
      if (this.#watching !== mine) return;
      const ready = !opening || opening.ready;
      this.opening = ready || first ? null : opening;
      if (ready) return;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }

  /** What is known without any instant: the ends of the as-of slider. */
  async refresh() {
    const board = await get<Board>(url('/board', { as_of: null }));
    this.known = board.known;
    this.latest = board.as_of;
  }
}

export const session = new Session();
