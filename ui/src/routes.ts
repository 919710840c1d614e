import type { Component } from 'svelte';
import * as board from './pages/Board.svelte';

interface Page { default: Component<any> }
interface Route { name: string; title: string; pattern: RegExp; page: () => Promise<Page> }

/** Every page by its path. Only the board is loaded at once. */
const ROUTES: Route[] = [
  { name: 'board', title: 'Board', pattern: /^\/$/, page: () => Promise.resolve(board) },
  { name: 'provision', title: 'Provision', pattern: /^\/provisions\/(?<ref>[^/]+)$/, page: () => import('./pages/Provision.svelte') },
  { name: 'incidents', title: 'Incidents', pattern: /^\/incidents$/, page: () => import('./pages/Incidents.svelte') },
  { name: 'incident', title: 'Incident', pattern: /^\/incidents\/(?<id>[^/]+)$/, page: () => import('./pages/Incident.svelte') },
  { name: 'report', title: 'Report', pattern: /^\/reports\/(?<id>[^/]+)$/, page: () => import('./pages/Report.svelte') },
  { name: 'claim', title: 'Claim', pattern: /^\/claims\/(?<id>[^/]+)$/, page: () => import('./pages/Claim.svelte') },
  { name: 'timeline', title: 'Timeline', pattern: /^\/timeline$/, page: () => import('./pages/Timeline.svelte') },
  { name: 'map', title: 'Map', pattern: /^\/map$/, page: () => import('./pages/Map.svelte') },
  { name: 'review', title: 'Review', pattern: /^\/review$/, page: () => import('./pages/Review.svelte') },
  { name: 'add', title: 'Add reports', pattern: /^\/add$/, page: () => import('./pages/Add.svelte') },
  { name: 'search', title: 'Search', pattern: /^\/search$/, page: () => import('./pages/Search.svelte') },
  { name: 'sources', title: 'Sources', pattern: /^\/sources$/, page: () => import('./pages/Sources.svelte') },
  { name: 'agreement', title: 'Agreement', pattern: /^\/agreement$/, page: () => import('./pages/Agreement.svelte') },
  { name: 'ledger', title: 'Ledger', pattern: /^\/ledger$/, page: () => import('./pages/Ledger.svelte') },
];

const nowhere: Omit<Route, 'pattern'> = { name: 'nowhere', title: 'No such page', page: () => import('./pages/Nowhere.svelte') };

/** The page of a path with what the path names. */
export function find(path: string) {
  for (const route of ROUTES) {
    const match = route.pattern.exec(path);
    if (!match) continue;
    try {
      const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
      // A provision after a provision is a new page too: its name holds what the path names.
      return { ...route, name: route.name + Object.values(params).join(), params };
    } catch {
      break;
    }
  }
  return { ...nowhere, params: {} };
}
