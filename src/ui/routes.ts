import type { Stage } from '../domain/stage.ts';

/** The library: where the sounds are lived with. */
export const LIBRARY = { hash: '#/library', id: 'library', name: 'Library' } as const;

/** The tabs, the workbench's depth, in order: the hash that leads to each and the name it has. */
export const TABS = [
  { hash: '#/import', id: 'import', name: 'Import + Descriptors' },
  { hash: '#/optimise', id: 'optimise', name: 'Bayesian Opt' },
  { hash: '#/model', id: 'model', name: 'Model' },
  { hash: '#/inference', id: 'inference', name: 'Inference' },
  { hash: '#/data', id: 'data', name: 'Data' },
] as const;

export const ROUTES = [LIBRARY, ...TABS] as const;

export type RouteId = (typeof ROUTES)[number]['id'];

/** The tab where the work of a stage is shown. */
export const ROUTE_OF_STAGE: Readonly<Record<Stage, RouteId>> = {
  import: 'import',
  descriptors: 'import',
  optimisation: 'optimise',
  model: 'model',
  prediction: 'inference',
  export: 'data',
};

/** The view that a hash leads to, whatever query follows; null for a hash that is none. */
export function routeOf(hash: string): RouteId | null {
  const [path] = hash.split('?');
  return ROUTES.find((route) => route.hash === path)?.id ?? null;
}
