import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COLUMNS, type HyperparameterColumn } from '../../domain/hyperparameters.ts';
import { TIMBRE_COLUMNS } from '../../domain/timbre.ts';
import { OBJECTIVE_TERMS } from '../../domain/trials.ts';

/** A table's name and its columns with their types and constraints, in order. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly constraint?: string }[];
}

export const HYPERPARAMETER_COLUMNS: readonly HyperparameterColumn[] = HYPERPARAMETERS.map((h) => h.column);
/** The score, its terms and the hyperparameters of one trial, in the order of `bo_trials`. */
export const TRIAL_VALUE_COLUMNS: readonly string[] = [
  ...OBJECTIVE_TERMS.map((t) => t.column),
  ...HYPERPARAMETER_COLUMNS,
];

const doubles = (names: readonly string[]) => names.map((name) => ({ name, type: 'DOUBLE' }));
const texts = (names: readonly string[]) => names.map((name) => ({ name, type: 'VARCHAR' }));
const key = (name: string) => ({ name, type: 'VARCHAR', constraint: 'PRIMARY KEY' });
const UPDATED_AT = { name: 'updated_at', type: 'TIMESTAMP' };
const CREATED_AT = { name: 'created_at', type: 'TIMESTAMP' };

/** The desktop trainer's six tables, so that a database can travel both ways (formats, S). They never change. */
export const DESKTOP_TABLES: readonly TableDefinition[] = [
  {
    name: 'audio_files',
    columns: [
      key('audio_id'),
      { name: 'path', type: 'VARCHAR', constraint: 'UNIQUE NOT NULL' },
      ...texts(['source', 'genre']),
      { name: 'duration_sec', type: 'DOUBLE' },
      { name: 'sample_rate', type: 'INTEGER' },
      { name: 'channels', type: 'INTEGER' },
      { name: 'imported_at', type: 'TIMESTAMP', constraint: 'DEFAULT now()' },
    ],
  },
  {
    name: 'descriptors',
    columns: [key('audio_id'), ...doubles(DESCRIPTOR_COLUMNS), { name: 'frame_count', type: 'INTEGER' }, UPDATED_AT],
  },
  {
    name: 'bo_trials',
    columns: [
      { name: 'audio_id', type: 'VARCHAR' },
      { name: 'trial_index', type: 'INTEGER' },
      ...doubles(TRIAL_VALUE_COLUMNS),
      CREATED_AT,
    ],
  },
  {
    name: 'best_params',
    columns: [key('audio_id'), ...doubles(['score', ...HYPERPARAMETER_COLUMNS]), UPDATED_AT],
  },
  {
    name: 'models',
    columns: [
      key('model_id'),
      CREATED_AT,
      { name: 'degree', type: 'INTEGER' },
      { name: 'alpha', type: 'DOUBLE' },
      { name: 'k_folds', type: 'INTEGER' },
      ...doubles(['cv_mse', 'train_mse']),
      ...texts(['artifact_path', 'descriptor_keys_json', 'notes']),
    ],
  },
  {
    name: 'audio_metadata',
    columns: [
      key('audio_id'),
      ...texts(['dataset_id', 'dataset_config', 'split', 'source_url', 'license', 'creator', 'tags_json', 'raw_json']),
      UPDATED_AT,
    ],
  },
];

/** The product's own tables beside them (S3). */
export const OWN_TABLES: readonly TableDefinition[] = [
  {
    name: 'audio_states',
    columns: [key('audio_id'), ...texts(['staged_name', 'failure', 'note'])],
  },
  {
    name: 'trial_runs',
    columns: [
      key('run_id'),
      { name: 'audio_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      // The budget; NULL in runs that the desktop made.
      { name: 'startup_trials', type: 'INTEGER' },
      { name: 'total_trials', type: 'INTEGER' },
      { name: 'repeats_per_trial', type: 'INTEGER' },
      { name: 'seed', type: 'INTEGER' },
      { name: 'state', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'objective', type: 'VARCHAR', constraint: "NOT NULL DEFAULT 'proxy'" },
      { name: 'trial_count', type: 'INTEGER', constraint: 'NOT NULL' },
      { name: 'best_score', type: 'DOUBLE' },
      { name: 'pinned', type: 'BOOLEAN', constraint: 'NOT NULL DEFAULT false' },
      { name: 'chosen', type: 'BOOLEAN', constraint: 'NOT NULL DEFAULT false' },
      CREATED_AT,
      UPDATED_AT,
    ],
  },
  {
    name: 'run_trials',
    columns: [
      { name: 'run_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'trial_index', type: 'INTEGER', constraint: 'NOT NULL' },
      ...doubles([...TRIAL_VALUE_COLUMNS, 'minimax_logit']),
    ],
  },
  {
    name: 'model_artifacts',
    columns: [key('model_id'), { name: 'artifact_json', type: 'VARCHAR', constraint: 'NOT NULL' }],
  },
  {
    name: 'predictions',
    columns: [
      { name: 'audio_id', type: 'VARCHAR' },
      { name: 'model_id', type: 'VARCHAR' },
      ...doubles([...HYPERPARAMETER_COLUMNS, 'score', 'confidence']),
      CREATED_AT,
    ],
  },
];

/** What public data sets add: the licence of each file as a family, and where it was said. */
export const DATASET_TABLES: readonly TableDefinition[] = [
  { name: 'audio_licenses', columns: [key('audio_id'), ...texts(['family', 'license_source', 'title'])] },
];

/** Stretches of the files as the plugin and as the trainer describe them. */
export const PLUGIN_TABLES: readonly TableDefinition[] = [
  {
    name: 'plugin_windows',
    columns: [
      { name: 'audio_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'window_start_frame', type: 'INTEGER', constraint: 'NOT NULL' },
      { name: 'frame_count', type: 'INTEGER', constraint: 'NOT NULL' },
      ...doubles(['plugin', 'trainer'].flatMap((domain) => DESCRIPTOR_COLUMNS.map((name) => `${domain}_${name}`))),
    ],
  },
];

/** The best preset that direct search found for each file's descriptors, and its score: what regret is measured from. */
export const SEARCH_TABLES: readonly TableDefinition[] = [
  { name: 'direct_search', columns: [key('audio_id'), ...doubles(['score', ...TARGET_COLUMNS]), UPDATED_AT] },
];

/**
 * What is searched by another objective than the desktop's, kept apart from its tables: runs with their trials, searches
 * over several files, and the best parameters of each file under each of these objectives.
 */
export const MEASURED_TABLES: readonly TableDefinition[] = [
  {
    name: 'measured_runs',
    columns: [
      key('run_id'),
      { name: 'audio_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'objective', type: 'VARCHAR', constraint: "NOT NULL DEFAULT 'measured'" },
      ...texts(['collection_id', 'mixture_set', 'settings_json', 'partner_ids_json']),
      { name: 'finished', type: 'BOOLEAN', constraint: 'NOT NULL' },
      { name: 'trial_count', type: 'INTEGER', constraint: 'NOT NULL' },
      { name: 'best_score', type: 'DOUBLE' },
      CREATED_AT,
      UPDATED_AT,
    ],
  },
  {
    name: 'measured_trials',
    columns: [
      { name: 'run_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'trial_index', type: 'INTEGER', constraint: 'NOT NULL' },
      ...doubles(['score', 'purity', 'mask_change', 'spread', ...HYPERPARAMETER_COLUMNS, 'minimax_logit']),
      // Purity and mask change of each mixture in turn.
      { name: 'parts', type: 'VARCHAR' },
    ],
  },
  {
    name: 'collections',
    columns: [
      key('collection_id'),
      { name: 'objective', type: 'VARCHAR', constraint: "NOT NULL DEFAULT 'measured'" },
      ...texts(['name', 'settings_json', 'audio_ids_json', 'result_json']),
      CREATED_AT,
      UPDATED_AT,
    ],
  },
  {
    name: 'objective_best_params',
    columns: [
      { name: 'audio_id', type: 'VARCHAR' },
      { name: 'objective', type: 'VARCHAR' },
      { name: 'best_source', type: 'VARCHAR' },
      ...doubles(['score', ...HYPERPARAMETER_COLUMNS]),
      UPDATED_AT,
    ],
  },
];

/** What Meyda hears in each file, for the map of sounds. */
export const TIMBRE_TABLES: readonly TableDefinition[] = [
  { name: 'timbre_profiles', columns: [key('audio_id'), ...doubles(TIMBRE_COLUMNS), UPDATED_AT] },
];

/** Blind comparisons: the answers for ever, what was compared in each, and the best presets that they teach (E). */
export const LISTENING_TABLES: readonly TableDefinition[] = [
  {
    name: 'listening_answers',
    columns: [
      key('answer_id'),
      { name: 'session_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'audio_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      ...texts(['path']),
      ...doubles(['excerpt_start_sec', 'excerpt_end_sec']),
      { name: 'solo_cluster', type: 'INTEGER' },
      { name: 'cluster_count', type: 'INTEGER' },
      ...texts(['question']),
      { name: 'picked', type: 'INTEGER' },
      ...texts(['repeats']),
      { name: 'taken_ms', type: 'DOUBLE' },
      { name: 'answered_at', type: 'TIMESTAMP' },
    ],
  },
  {
    name: 'listening_options',
    columns: [
      { name: 'answer_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'position', type: 'INTEGER', constraint: 'NOT NULL' },
      ...texts(['origin']),
      ...doubles([...HYPERPARAMETER_COLUMNS, 'gain_db', 'loudness_lkfs', 'mask_change', 'mask_contrast']),
    ],
  },
];

/** The steps that can be taken back and the rows that each concerns; the rows themselves lie outside the database. */
export const UNDO_TABLES: readonly TableDefinition[] = [
  {
    name: 'undo_steps',
    columns: [
      key('step_id'),
      { name: 'step_number', type: 'INTEGER', constraint: 'NOT NULL' },
      { name: 'kind', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'subject', type: 'VARCHAR' },
      // NULL where bringing back means removing only.
      { name: 'image_name', type: 'VARCHAR' },
      { name: 'image_bytes', type: 'DOUBLE' },
      { name: 'undone', type: 'BOOLEAN', constraint: 'NOT NULL' },
      CREATED_AT,
    ],
  },
  {
    name: 'undo_scope',
    columns: [
      { name: 'step_id', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'kind', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'id', type: 'VARCHAR', constraint: 'NOT NULL' },
    ],
  },
];

/** What the latest commands answered, so that one that is repeated does not run twice. */
export const COMMAND_TABLES: readonly TableDefinition[] = [
  {
    name: 'command_answers',
    columns: [
      { name: 'command_key', type: 'VARCHAR', constraint: 'NOT NULL' },
      { name: 'command_number', type: 'INTEGER', constraint: 'NOT NULL' },
      { name: 'answer_json', type: 'VARCHAR', constraint: 'NOT NULL' },
    ],
  },
];

/** Whether a table is part of the product's own accounts, which outlive what the data set goes through. */
export function isAccountTable(name: string): boolean {
  return [...UNDO_TABLES, ...COMMAND_TABLES].some((table) => table.name === name);
}

/** What a table needs beyond its columns. */
const TABLE_CONSTRAINTS: Readonly<Record<string, string>> = {
  predictions: 'PRIMARY KEY (audio_id, model_id)',
  objective_best_params: 'PRIMARY KEY (audio_id, objective)',
};

/** The statement that makes a table where it is missing. */
export function createTable({ name, columns }: TableDefinition): string {
  const lines = columns.map((column) => [column.name, column.type, column.constraint ?? ''].join(' ').trimEnd());
  const constraint = TABLE_CONSTRAINTS[name];
  if (constraint !== undefined) lines.push(constraint);
  return `CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')})`;
}

/** The names of a table's columns, separated by commas. */
export function columnList(table: string): string {
  const definition = [
    ...DESKTOP_TABLES,
    ...OWN_TABLES,
    ...DATASET_TABLES,
    ...PLUGIN_TABLES,
    ...SEARCH_TABLES,
    ...MEASURED_TABLES,
    ...TIMBRE_TABLES,
    ...LISTENING_TABLES,
  ].find(({ name }) => name === table);
  if (definition === undefined) throw new RangeError(`there is no table ${table}`);
  return definition.columns.map(({ name }) => name).join(', ');
}
