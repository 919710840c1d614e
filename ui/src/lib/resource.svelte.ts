import { ApiError, told } from './api';
import type { Problem } from './types';

/**
 * Something the program tells, fetched anew whenever its address changes. What was known stays on the page until the
 * new answer is there, so that nothing jumps.
 */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(true);
  /** The number of the last judgement that is taken into account. */
  seen: number | null = null;
  #tag: string | null = null;
  #again = $state(0);
  #ask: () => string | null;
  // The address of the page changes with every filter; only another address of the program's is asked again.
  #at = $derived.by(() => this.#ask());

  /** `inHand`: somebody works on what is told. It isn't changed under the hand: a judgement or text made on it is refused where it is out of date. */
  constructor(address: () => string | null, { inHand = false } = {}) {
    this.#ask = address;
    $effect(() => {
      const at = this.#at;
      void this.#again;
      if (at === null) {
        this.loading = false;
        return;
      }
      const abort = new AbortController();
      this.loading = true;
      told<T>(at, abort.signal).then(
        ({ data, tag, seen }) => {
          // The same again changes nothing on the page.
          if (tag === null || tag !== this.#tag) this.data = data;
          this.#tag = tag;
          this.seen = seen;
          this.problem = null;
          this.loading = false;
        },
        (e: unknown) => {
          if (abort.signal.aborted) return;
          this.problem = e instanceof ApiError ? e.problem : { title: String(e), status: 0 };
          this.loading = false;
        },
      );
      return () => abort.abort();
    });
    // What others did meanwhile is seen by whoever comes back to this window.
    $effect(() => {
      if (inHand) return;
      const back = () => document.visibilityState === 'visible' && this.#at !== null && this.refresh();
      document.addEventListener('visibilitychange', back);
      return () => document.removeEventListener('visibilitychange', back);
    });
  }

  /** Asks again, for instance after an operation. */
  refresh() {
    this.#again += 1;
  }
}
