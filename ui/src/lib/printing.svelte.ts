import { tick } from 'svelte';
import { prefs } from './prefs.svelte';

/**
 * Lists hold the rows in view alone; on paper they hold all of them, up to a bound that the paper tells. Whoever prints
 * says so first, so that lists can fetch.
 */
export const MOST_ON_PAPER = 2000;

type Whole = () => Promise<void>;

class Printing {
  #lists = new Set<Whole>();
  busy = $state(false);

  /** Who has to make itself ready for paper asks to be told before printing. Gives what takes it off again. */
  add(whole: Whole): () => void {
    this.#lists.add(whole);
    return () => this.#lists.delete(whole);
  }

  async print() {
    if (this.busy) return;
    this.busy = true;
    prefs.paper = true;
    addEventListener('afterprint', () => (prefs.paper = false), { once: true });
    try {
      await tick();
      await Promise.all([...this.#lists].map((whole) => whole()));
    } finally {
      this.busy = false;
    }
    print();
  }
}

export const printing = new Printing();
