/**
 * Paths are places, the query is how one looks at them: `as_of`, `agreement`, filters. Every state worth keeping is in
 * the address, so that an address can be sent to a colleague.
 */
class Router {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));
  /** Grows with every change of page, not of filter: focus and scroll follow it. */
  visit = $state(0);

  constructor() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (e) => this.#click(e));
  }

  #read() {
    const moved = this.path !== location.pathname;
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
    if (moved) this.visit += 1;
  }

  /** Follows links of our own without loading the page anew; all others are left to the browser. */
  #click(e: MouseEvent) {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = (e.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
    if (!a || a.target || a.hasAttribute('download') || a.origin !== location.origin) return;
    if (a.pathname.startsWith('/api/') || a.pathname.endsWith('.txt')) return;
    if (a.hash && a.pathname === location.pathname && a.search === location.search) return;
    e.preventDefault();
    this.go(a.pathname + a.search + a.hash);
  }

  go(href: string, { replace = false } = {}) {
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    this.#read();
  }

  get(key: string): string {
    return this.query.get(key) ?? '';
  }

  /**
   * Changes some parameters of the present page; null or '' takes one away. What one chooses is a step that one can go
   * back; what one types or drags replaces what stood there a moment ago.
   */
  set(changes: Record<string, string | null>, { replace = false } = {}) {
    const query = new URLSearchParams(this.query);
    for (const [key, value] of Object.entries(changes)) {
      if (value) query.set(key, value);
      else query.delete(key);
    }
    const text = query.toString();
    if (text !== this.query.toString()) this.go(this.path + (text ? `?${text}` : ''), { replace });
  }

  /** An address of ours that keeps the agreement, the instant of knowledge and the zone. */
  href(path: string, params: Record<string, string | null | undefined> = {}): string {
    const query = new URLSearchParams();
    for (const key of ['agreement', 'as_of', 'zone']) {
      const value = this.query.get(key);
      if (value) query.set(key, value);
    }
    for (const [key, value] of Object.entries(params)) {
      if (value) query.set(key, value);
      else query.delete(key);
    }
    const text = query.toString();
    return path + (text ? `?${text}` : '');
  }
}

export const router = new Router();

/** An identifier as one step of a path: identifiers of claims and incidents hold `#`. */
export const step = (id: string): string => encodeURIComponent(id);

export const provisionHref = (ref: string) => router.href(`/provisions/${step(ref)}`);
export const incidentHref = (id: string) => router.href(`/incidents/${step(id)}`);
export const reportHref = (id: string, claim?: string | null) =>
  router.href(`/reports/${step(id)}`, { claim: claim ?? null });
/** A claim is shown in its report. The identifier of a claim begins with that of its report. */
export const claimHref = (claim: { id: string; report: string }) => reportHref(claim.report, claim.id);
