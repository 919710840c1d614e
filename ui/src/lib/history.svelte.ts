import { url } from './api';
import { Resource } from './resource.svelte';
import type { Statuses } from './types';

/** How the statuses changed. On a large ledger many instants are judged for it: those that are known are shown, and more as they come. */
export class StatusHistory {
  resource: Resource<Statuses>;
  items: Statuses['items'] = $derived.by(() => this.resource.data?.items ?? []);
  /** Whether some are still to come. */
  coming: boolean = $derived.by(() => !this.resource.problem && (this.resource.data === null || this.resource.data.judged < this.resource.data.of));

  constructor(provision: () => string | null) {
    this.resource = new Resource<Statuses>(() => url('/statuses', { provision: provision(), partial: 'true' }));
    $effect(() => {
      if (!this.coming) return;
      // Who is still waited for is not asked again.
      const timer = setInterval(() => this.resource.loading || this.resource.refresh(), 300);
      return () => clearInterval(timer);
    });
  }

  /** How far it is, in words. */
  get says(): string {
    const { judged = 0, of = 0 } = this.resource.data ?? {};
    return of ? `${judged} of ${of} instants are judged for it…` : 'Many instants are judged for it…';
  }
}
