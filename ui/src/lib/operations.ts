import { send } from './api';
import { prefs } from './prefs.svelte';
import { router } from './router.svelte';

/** What was recorded from this window. */
const own: number[] = [];

/**
 * What a person judged, with the reason; the ledger adds who and when. Gives the operation's number. `seen` is the last
 * judgement that what is on the page takes into account: where somebody else judged the same since, nothing is recorded.
 */
export async function operate(action: Record<string, unknown>, reason: string, seen: number | null): Promise<number> {
  const done = await send<{ sequence: number }>('POST', '/operations', {
    ...action, reason, user: prefs.user || undefined,
    // Incidents have their names at an instant of knowledge, in an agreement.
    agreement: router.get('agreement') || undefined, as_of: router.get('as_of') || undefined,
    seen: seen ?? undefined, own: seen === null ? undefined : own.filter((n) => n > seen),
  });
  own.push(done.sequence);
  return done.sequence;
}

export async function undo(sequence: number, reason: string): Promise<number> {
  const done = await send<{ sequence: number }>('POST', `/operations/${sequence}/undo`, { reason, user: prefs.user || undefined });
  return done.sequence;
}
