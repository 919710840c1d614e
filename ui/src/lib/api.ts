import { router } from './router.svelte';
import type { Problem } from './types';

const BASE = '/api/v1';

/** What the program says went wrong, in its own words, with the remedy it names. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

type Params = Record<string, string | number | null | undefined>;

/** Address of a resource. The agreement and the instant of knowledge of the present page go along, unless overruled. */
export function url(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const key of ['agreement', 'as_of']) {
    const value = router.query.get(key);
    if (value) query.set(key, value);
  }
  for (const [key, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '') query.delete(key);
    else query.set(key, String(value));
  }
  const text = query.toString();
  return BASE + path + (text ? `?${text}` : '');
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  const text = await response.text();
  let problem: Problem = { title: response.statusText || 'No answer', status: response.status, detail: text.slice(0, 300) };
  try {
    problem = { ...problem, ...JSON.parse(text) };
  } catch {
    // Not a problem document: the status line and the beginning of the text must do.
  }
  throw new ApiError(problem);
}

/** An answer with its tag, and the number of the last judgement that it takes into account. */
export interface Told<T> { data: T; tag: string | null; seen: number | null }

async function request<T>(address: string, init: RequestInit): Promise<Told<T>> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError({
      title: 'The program does not answer',
      status: 0,
      detail: 'No answer came from servanda serve.',
      remedy: 'See whether it still runs, then try again.',
    });
  }
  const seen = response.headers.get('servanda-seen');
  return { data: await answer<T>(response), tag: response.headers.get('etag'), seen: seen === null ? null : Number(seen) };
}

export const told = <T>(address: string, signal?: AbortSignal): Promise<Told<T>> => request<T>(address, { signal });
export const get = async <T>(address: string, signal?: AbortSignal): Promise<T> => (await told<T>(address, signal)).data;

export async function send<T>(method: 'POST' | 'PUT', path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const form = body instanceof FormData;
  // What is written is written now: no instant of knowledge goes along.
  const { data } = await request<T>(url(path, { as_of: null, agreement: null }), {
    method, signal,
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { 'content-type': 'application/json' },
  });
  return data;
}
