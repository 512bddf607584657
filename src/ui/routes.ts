import type { Stage } from '../domain/stage.ts';

/** The tabs, in order: the hash that leads to each and the name it has. */
export const ROUTES = [
  { hash: '#/import', id: 'import', name: 'Import + Descriptors' },
  { hash: '#/optimise', id: 'optimise', name: 'Bayesian Opt' },
  { hash: '#/model', id: 'model', name: 'Model' },
  { hash: '#/inference', id: 'inference', name: 'Inference' },
  { hash: '#/data', id: 'data', name: 'Data' },
] as const;

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

/** The tab that a hash leads to, whatever query follows; null for a hash that is none. */
export function routeOf(hash: string): RouteId | null {
  const [path] = hash.split('?');
  return ROUTES.find((route) => route.hash === path)?.id ?? null;
}
