import type { TrainedModel } from '../../domain/model.ts';

/** What the kinds of model are called. */
export const KIND_NAMES: Readonly<Record<TrainedModel['kind'], string>> = {
  ridge: 'Degree-3 ridge',
  network: 'Network',
  student: 'Student (degree 3)',
  plugin: 'Plugin model (degree 3)',
  imported: 'Imported (degree 3)',
};

/** What the objectives are called that models learn from. */
export const OBJECTIVE_NAMES: Readonly<Record<TrainedModel['objective'], string>> = {
  proxy: 'Proxy score',
  measured: 'Measured score',
  listening: 'Listening',
};
