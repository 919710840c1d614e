import { ApiError, get } from './api';
import type { Problem } from './types';

/**
 * Something the program tells, fetched anew whenever its address changes. What was known stays on the page until the
 * new answer is there, so that nothing jumps.
 */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(true);
  #again = $state(0);
  #ask: () => string | null;
  // The address of the page changes with every filter; only another address of the program's is asked again.
  #at = $derived.by(() => this.#ask());

  constructor(address: () => string | null) {
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
      get<T>(at, abort.signal).then(
        (data) => {
          this.data = data;
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
  }

  /** Asks again, for instance after an operation. */
  refresh() {
    this.#again += 1;
  }
}
