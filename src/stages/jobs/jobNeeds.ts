import type { JobKind } from '../../domain/job.ts';

/** What a job may need for itself. */
export type Resource =
  | 'data set'
  | 'files'
  | 'public data'
  | 'kept copies'
  | 'timbre'
  | 'sound map'
  | 'descriptors'
  | 'trials of a file'
  | 'trials of all'
  | 'adaptation'
  | 'ridge'
  | 'network'
  | 'plugin model'
  | 'models'
  | 'offered files'
  | 'predictions'
  | 'live view'
  | 'listening'
  | 'judge'
  | 'preferences'
  | 'projects'
  | 'export'
  | 'presets'
  | 'backup';

/** What nobody else may use while a job runs, and what others may use that only use it too. */
export interface Needs {
  readonly alone: readonly Resource[];
  readonly shared: readonly Resource[];
  /** What it uses only once others that were asked for before it are done with; others go on with it beside it. */
  readonly after?: readonly Resource[];
}

/** Beside others on the data set as it is. */
const beside = (...alone: readonly Resource[]): Needs => ({ alone, shared: ['data set'] });

/** Puts another data set in the place of this one: nothing else may read or write meanwhile. */
const WHOLE: Needs = { alone: ['data set'], shared: [] };

/** What each kind of job needs. Jobs without a need in common run at once; a step needs nothing that its job has not. */
export const NEEDS: Readonly<Record<JobKind, Needs>> = {
  import: beside('files'),
  remove: beside('files', 'descriptors'),
  'hub-import': beside('public data'),
  'hub-inspection': { alone: ['public data'], shared: [] },
  // Copies lie beside the data set; those of files that are gone are swept.
  'keep-audio': { alone: ['kept copies'], shared: [] },
  reconnect: beside('files'),
  timbre: beside('timbre'),
  'sound-map': beside('sound map'),
  descriptors: beside('descriptors'),
  trials: beside('trials of a file'),
  'trials-all': beside('trials of all'),
  adaptation: beside('adaptation'),
  training: beside('ridge'),
  'network-training': beside('network'),
  'student-training': beside('network'),
  'plugin-training': beside('plugin model'),
  'plugin-comparison': beside('plugin model'),
  'model-import': beside('models'),
  'model-measuring': beside('models'),
  prediction: beside('offered files'),
  'predict-all': beside('predictions'),
  'live-view': beside('live view'),
  listening: beside('listening'),
  'listening-export': beside('listening'),
  // What it finds is kept under what it was found for, so that the data set may change meanwhile.
  judging: { alone: ['judge'], shared: [] },
  // Beside the one that is looked at.
  'judging-all': beside(),
  preferences: beside('preferences'),
  'run-all': {
    ...beside('descriptors', 'trials of all', 'ridge', 'network', 'plugin model', 'models'),
    after: ['files'],
  },
  export: beside('export'),
  'preset-export': beside('presets'),
  project: beside('projects'),
  backup: beside('backup'),
  restore: WHOLE,
  'database-import': WHOLE,
  undo: WHOLE,
  // The copies with it.
  'delete-all': { alone: ['data set', 'kept copies'], shared: [] },
};
