import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COLUMNS, type HyperparameterColumn } from '../../domain/hyperparameters.ts';
import { LINE_PATTERN, NAME_CHARACTERS, NOTE_CHARACTERS, TAG_CHARACTERS, TAGS_PER_SOUND } from '../../domain/labels.ts';
import { TIMBRE_COLUMNS } from '../../domain/timbre.ts';
import { OBJECTIVE_TERMS } from '../../domain/trials.ts';
import { UNDO_KINDS } from '../../domain/undo.ts';
import type { JsonShape } from './jsonShapes.ts';

/**
 * A column, and what its values must be beyond its type to be understood [S5]. Numbers are finite and of sane size, dates
 * have four digits of year, texts are UTF-8 of at most 64 kB without NUL, where a column says nothing else.
 */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: 'VARCHAR' | 'DOUBLE' | 'INTEGER' | 'BOOLEAN' | 'TIMESTAMP';
  readonly constraint?: string;
  /** Must be there, though SQL lets it be NULL. In all other columns of doubles NaN stands for none, as NULL does. */
  readonly isNeeded?: boolean;
  /** What cannot be understood here counts as missing, and does not refuse the row. */
  readonly isForgiven?: boolean;
  /** The smallest and the largest number. */
  readonly range?: readonly [low: number, high: number];
  /** The fewest and the most bytes of a text. */
  readonly bytes?: readonly [low: number, high: number];
  /** The fewest and the most characters of a text. */
  readonly characters?: readonly [low: number, high: number];
  readonly oneOf?: readonly string[];
  /** What the whole text fits, as RE2 has it. */
  readonly pattern?: string;
  readonly json?: JsonShape;
  /** The table that holds the row, of the same value in the same column, which this one belongs to. */
  readonly belongsTo?: string;
}

/** A table's name and its columns in order. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  /** Of several columns. */
  readonly primaryKey?: readonly string[];
  /** What no two rows share, though no constraint says so. */
  readonly naturalKey?: readonly string[];
  /** A text of the key in which small and capital letters are one. */
  readonly caseless?: string;
  /** How many rows may share the first column. */
  readonly most?: number;
  /** Whether there may be a million rows, none of which is read before it is asked for. */
  readonly isLong?: boolean;
}

export const HYPERPARAMETER_COLUMNS: readonly HyperparameterColumn[] = HYPERPARAMETERS.map((h) => h.column);
/** The score, its terms and the hyperparameters of one trial, in the order of `bo_trials`. */
export const TRIAL_VALUE_COLUMNS: readonly string[] = [
  ...OBJECTIVE_TERMS.map((t) => t.column),
  ...HYPERPARAMETER_COLUMNS,
];

type Rule = Omit<ColumnDefinition, 'name' | 'type'>;
const column =
  (type: ColumnDefinition['type']) =>
  (name: string, rule: Rule = {}): ColumnDefinition => ({ name, type, ...rule });
const text = column('VARCHAR');
const integer = column('INTEGER');
const doubles = (names: readonly string[], rule: Rule = {}) => names.map((name) => column('DOUBLE')(name, rule));
const texts = (names: readonly string[], rule: Rule = {}) => names.map((name) => text(name, rule));
const NOT_NULL = 'NOT NULL';
const ID: Rule = { bytes: [1, 1024] };
const key = (name: string, rule: Rule = {}) => text(name, { ...ID, ...rule, constraint: 'PRIMARY KEY' });
/** The key of what a file has one of. */
const ofFile = key('audio_id', { belongsTo: 'audio_files' });
const audioId = (rule: Rule = {}) => text('audio_id', { ...ID, isNeeded: true, belongsTo: 'audio_files', ...rule });
const UPDATED_AT = column('TIMESTAMP')('updated_at');
const CREATED_AT = column('TIMESTAMP')('created_at');
/** The row's place in the order of what was made in this database [S9]; NULL in rows of earlier versions. */
const SEQUENCE = integer('sequence', { range: [1, 2 ** 31 - 1] });
/** The number of the measure that a score is of [X9]; NULL in rows of earlier versions. */
const MEASURE_NUMBER = integer('measure', { range: [1, 1e6] });
const NEEDED: Rule = { isNeeded: true };
const line = (most: number): Rule => ({ characters: [1, most], pattern: LINE_PATTERN });
const NOTE: Rule = { characters: [1, NOTE_CHARACTERS] };
const LONG: Rule = { bytes: [0, 16 << 20] };
const PATH: Rule = { bytes: [1, 32 << 10] };
const COUNT: Rule = { range: [0, 2 ** 31 - 1] };
const BUDGET: Rule = { range: [0, 1e6] };
const NEEDED_COUNT: Rule = { ...COUNT, constraint: NOT_NULL };
/** Far beyond every range of theirs, so that a new range needs no new rule. */
const HYPERPARAMETER: Rule = { isNeeded: true, range: [-1e6, 1e6] };
/** A file's name in a folder of OPFS. */
const FILE_NAME: Rule = { bytes: [1, 255], pattern: '[A-Za-z0-9_-][A-Za-z0-9._-]*' };
const hyperparameters = doubles(HYPERPARAMETER_COLUMNS, HYPERPARAMETER);

/** The desktop trainer's six tables, so that a database can travel both ways (formats, S). They never change. */
export const DESKTOP_TABLES: readonly TableDefinition[] = [
  {
    name: 'audio_files',
    columns: [
      key('audio_id'),
      text('path', { ...PATH, constraint: 'UNIQUE NOT NULL' }),
      ...texts(['source', 'genre']),
      ...doubles(['duration_sec'], { range: [0, 1e9] }),
      integer('sample_rate', COUNT),
      integer('channels', COUNT),
      column('TIMESTAMP')('imported_at', { constraint: 'DEFAULT now()', isForgiven: true }),
    ],
  },
  {
    name: 'descriptors',
    columns: [ofFile, ...doubles(DESCRIPTOR_COLUMNS, NEEDED), integer('frame_count', COUNT), UPDATED_AT],
  },
  {
    name: 'bo_trials',
    isLong: true,
    columns: [audioId(), integer('trial_index'), ...doubles(TRIAL_VALUE_COLUMNS), CREATED_AT],
  },
  {
    name: 'best_params',
    columns: [ofFile, ...doubles(['score']), ...hyperparameters, UPDATED_AT],
  },
  {
    name: 'models',
    columns: [
      key('model_id'),
      CREATED_AT,
      integer('degree', COUNT),
      ...doubles(['alpha']),
      integer('k_folds', COUNT),
      ...doubles(['cv_mse', 'train_mse']),
      ...texts(['artifact_path', 'descriptor_keys_json', 'notes']),
    ],
  },
  {
    name: 'audio_metadata',
    columns: [
      ofFile,
      ...texts(['dataset_id', 'dataset_config', 'split', 'source_url', 'license', 'creator']),
      ...texts(['tags_json', 'raw_json'], LONG),
      UPDATED_AT,
    ],
  },
];

/** The product's own tables beside them (S3). */
export const OWN_TABLES: readonly TableDefinition[] = [
  {
    name: 'audio_states',
    columns: [ofFile, text('staged_name', FILE_NAME), ...texts(['failure', 'note'])],
  },
  {
    name: 'trial_runs',
    columns: [
      key('run_id'),
      audioId({ constraint: NOT_NULL }),
      // The budget; NULL in runs that the desktop made.
      integer('startup_trials', BUDGET),
      integer('total_trials', BUDGET),
      integer('repeats_per_trial', BUDGET),
      integer('seed'),
      text('state', { constraint: NOT_NULL }),
      text('objective', { constraint: "NOT NULL DEFAULT 'proxy'" }),
      integer('trial_count', NEEDED_COUNT),
      ...doubles(['best_score']),
      column('BOOLEAN')('pinned', { constraint: 'NOT NULL DEFAULT false' }),
      column('BOOLEAN')('chosen', { constraint: 'NOT NULL DEFAULT false' }),
      CREATED_AT,
      UPDATED_AT,
      SEQUENCE,
    ],
  },
  {
    name: 'run_trials',
    isLong: true,
    naturalKey: ['run_id', 'trial_index'],
    columns: [
      text('run_id', { ...ID, constraint: NOT_NULL, belongsTo: 'trial_runs' }),
      integer('trial_index', NEEDED_COUNT),
      ...doubles([...TRIAL_VALUE_COLUMNS, 'minimax_logit']),
    ],
  },
  {
    name: 'model_artifacts',
    columns: [
      key('model_id', { belongsTo: 'models' }),
      text('artifact_json', { constraint: NOT_NULL, bytes: [2, 256 << 20], json: 'model' }),
      SEQUENCE,
    ],
  },
  {
    name: 'predictions',
    primaryKey: ['audio_id', 'model_id'],
    columns: [
      audioId(),
      text('model_id', { ...ID, isNeeded: true, belongsTo: 'models' }),
      ...hyperparameters,
      ...doubles(['score', 'confidence']),
      CREATED_AT,
    ],
  },
];

/** What public data sets add: the licence of each file as a family, and where it was said. */
export const DATASET_TABLES: readonly TableDefinition[] = [
  { name: 'audio_licenses', columns: [ofFile, ...texts(['family', 'license_source', 'title'])] },
];

/** Stretches of the files as the plugin and as the trainer describe them. */
export const PLUGIN_TABLES: readonly TableDefinition[] = [
  {
    name: 'plugin_windows',
    naturalKey: ['audio_id', 'window_start_frame'],
    columns: [
      audioId({ constraint: NOT_NULL }),
      integer('window_start_frame', NEEDED_COUNT),
      integer('frame_count', NEEDED_COUNT),
      ...doubles(
        ['plugin', 'trainer'].flatMap((domain) => DESCRIPTOR_COLUMNS.map((name) => `${domain}_${name}`)),
        NEEDED,
      ),
    ],
  },
];

/** The best preset that direct search found for each file's descriptors, and its score: what regret is measured from. */
export const SEARCH_TABLES: readonly TableDefinition[] = [
  { name: 'direct_search', columns: [ofFile, ...doubles(['score', ...TARGET_COLUMNS], NEEDED), UPDATED_AT] },
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
      audioId({ constraint: NOT_NULL }),
      text('objective', { constraint: "NOT NULL DEFAULT 'measured'" }),
      text('collection_id', ID),
      text('mixture_set'),
      text('settings_json', { ...NEEDED, json: 'settings' }),
      text('partner_ids_json', { ...LONG, ...NEEDED, json: 'ids' }),
      column('BOOLEAN')('finished', { constraint: NOT_NULL }),
      integer('trial_count', NEEDED_COUNT),
      ...doubles(['best_score']),
      CREATED_AT,
      UPDATED_AT,
      SEQUENCE,
      MEASURE_NUMBER,
    ],
  },
  {
    name: 'measured_trials',
    isLong: true,
    naturalKey: ['run_id', 'trial_index'],
    columns: [
      text('run_id', { ...ID, constraint: NOT_NULL, belongsTo: 'measured_runs' }),
      integer('trial_index', NEEDED_COUNT),
      ...doubles(['score', 'purity', 'mask_change', 'spread', ...HYPERPARAMETER_COLUMNS, 'minimax_logit']),
      // Purity and mask change of each mixture in turn.
      text('parts', { ...NEEDED, pattern: '[0-9.eE+ NaInfity-]*' }),
    ],
  },
  {
    name: 'collections',
    columns: [
      key('collection_id'),
      text('objective', { constraint: "NOT NULL DEFAULT 'measured'" }),
      text('name', NEEDED),
      text('settings_json', { ...NEEDED, json: 'settings' }),
      text('audio_ids_json', { ...LONG, ...NEEDED, json: 'ids' }),
      text('result_json', { ...LONG, json: 'outcome' }),
      CREATED_AT,
      UPDATED_AT,
      SEQUENCE,
      MEASURE_NUMBER,
    ],
  },
  {
    name: 'objective_best_params',
    primaryKey: ['audio_id', 'objective'],
    columns: [
      audioId(),
      text('objective', NEEDED),
      text('best_source'),
      ...doubles(['score']),
      ...hyperparameters,
      UPDATED_AT,
      MEASURE_NUMBER,
    ],
  },
];

/** What Meyda hears in each file, for the map of sounds. */
export const TIMBRE_TABLES: readonly TableDefinition[] = [
  { name: 'timbre_profiles', columns: [ofFile, ...doubles(TIMBRE_COLUMNS, NEEDED), UPDATED_AT] },
];

/** Blind comparisons: the answers for ever, what was compared in each, and the best presets that they teach (E). */
export const LISTENING_TABLES: readonly TableDefinition[] = [
  {
    name: 'listening_answers',
    columns: [
      key('answer_id'),
      text('session_id', { ...ID, constraint: NOT_NULL }),
      // Answers outlive their files.
      text('audio_id', { ...ID, constraint: NOT_NULL }),
      text('path', { ...PATH, ...NEEDED }),
      ...doubles(['excerpt_start_sec', 'excerpt_end_sec'], { ...NEEDED, range: [0, 1e9] }),
      integer('solo_cluster', { range: [0, 1024] }),
      integer('cluster_count', { ...NEEDED, range: [1, 1024] }),
      text('question', NEEDED),
      integer('picked', COUNT),
      text('repeats', ID),
      ...doubles(['taken_ms']),
      column('TIMESTAMP')('answered_at'),
      SEQUENCE,
    ],
  },
  {
    name: 'listening_options',
    naturalKey: ['answer_id', 'position'],
    columns: [
      text('answer_id', { ...ID, constraint: NOT_NULL, belongsTo: 'listening_answers' }),
      integer('position', NEEDED_COUNT),
      text('origin', NEEDED),
      ...hyperparameters,
      ...doubles(['gain_db', 'loudness_lkfs', 'mask_change', 'mask_contrast']),
    ],
  },
];

/** Plugins in use, as the user says: which plugin model each was built with, NULL as it is shipped (B). */
export const BUILD_TABLES: readonly TableDefinition[] = [
  {
    name: 'plugin_builds',
    // A model that is gone is still in the plugin.
    columns: [key('plugin_id'), text('built_in_model', ID), UPDATED_AT],
  },
];

/** The place of each file in the order in which they came; files of earlier versions have none. */
export const ORDER_TABLES: readonly TableDefinition[] = [
  { name: 'audio_order', columns: [ofFile, { ...SEQUENCE, isNeeded: true }] },
];

/** What a person says of sounds and models. */
export const LABEL_TABLES: readonly TableDefinition[] = [
  {
    name: 'sound_tags',
    primaryKey: ['audio_id', 'tag'],
    caseless: 'tag',
    most: TAGS_PER_SOUND,
    columns: [audioId(), text('tag', { ...NEEDED, ...line(TAG_CHARACTERS) })],
  },
  { name: 'sound_notes', columns: [ofFile, text('note', { ...NEEDED, ...NOTE })] },
  {
    name: 'model_labels',
    columns: [
      key('model_id', { belongsTo: 'models' }),
      text('name', line(NAME_CHARACTERS)),
      text('note', NOTE),
      column('BOOLEAN')('pinned', { constraint: 'NOT NULL DEFAULT false' }),
    ],
  },
];

/** The steps that can be taken back and the rows that each concerns; the rows themselves lie outside the database. */
export const UNDO_TABLES: readonly TableDefinition[] = [
  {
    name: 'undo_steps',
    columns: [
      key('step_id'),
      // Others follow it.
      integer('step_number', NEEDED_COUNT),
      text('kind', { constraint: NOT_NULL, oneOf: UNDO_KINDS }),
      text('subject'),
      // NULL where bringing back means removing only.
      text('image_name', FILE_NAME),
      ...doubles(['image_bytes'], { range: [0, 1e15] }),
      column('BOOLEAN')('undone', { constraint: NOT_NULL }),
      CREATED_AT,
    ],
  },
  {
    name: 'undo_scope',
    columns: [
      text('step_id', { ...ID, constraint: NOT_NULL }),
      text('kind', { constraint: NOT_NULL }),
      text('id', { constraint: NOT_NULL }),
    ],
  },
];

/** What the latest commands answered, so that one that is repeated does not run twice. */
export const COMMAND_TABLES: readonly TableDefinition[] = [
  {
    name: 'command_answers',
    columns: [
      text('command_key', { ...ID, constraint: NOT_NULL }),
      integer('command_number', NEEDED_COUNT),
      text('answer_json', { constraint: NOT_NULL, bytes: [2, 256 << 20] }),
    ],
  },
];

/** How what is exported came about, in words for people [S17]; of an earlier export where the data set is not exported now. */
export const METHODS_TABLES: readonly TableDefinition[] = [
  { name: 'methods', columns: [text('methods', { constraint: NOT_NULL }), CREATED_AT] },
];

/** Every table that holds the data set, those before that others belong to. */
export const DATA_TABLES: readonly TableDefinition[] = [
  ...DESKTOP_TABLES,
  ...OWN_TABLES,
  ...DATASET_TABLES,
  ...PLUGIN_TABLES,
  ...SEARCH_TABLES,
  ...MEASURED_TABLES,
  ...TIMBRE_TABLES,
  ...LISTENING_TABLES,
  ...BUILD_TABLES,
  ...ORDER_TABLES,
  ...LABEL_TABLES,
];

/** The product's own accounts, which outlive what the data set goes through. */
export const ACCOUNT_TABLES: readonly TableDefinition[] = [...UNDO_TABLES, ...COMMAND_TABLES, ...METHODS_TABLES];

export function isAccountTable(name: string): boolean {
  return ACCOUNT_TABLES.some((table) => table.name === name);
}

/** Whether NULL in this column of a table is refused. */
export function isRequired(
  { primaryKey = [] }: TableDefinition,
  { name, constraint = '', isNeeded }: ColumnDefinition,
) {
  return isNeeded === true || /NOT NULL|PRIMARY KEY/u.test(constraint) || primaryKey.includes(name);
}

/** The statement that makes a table where it is missing. */
export function createTable({ name, columns, primaryKey }: TableDefinition): string {
  const lines = columns.map((column) => [column.name, column.type, column.constraint ?? ''].join(' ').trimEnd());
  if (primaryKey !== undefined) lines.push(`PRIMARY KEY (${primaryKey.join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')})`;
}

/** The names of a data table's columns, separated by commas. Throws a RangeError for another table. */
export function columnList(table: string): string {
  const definition = DATA_TABLES.find(({ name }) => name === table);
  if (definition === undefined) throw new RangeError(`there is no table ${table}`);
  return definition.columns.map(({ name }) => name).join(', ');
}
