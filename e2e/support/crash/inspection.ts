import { DESCRIPTOR_COLUMNS } from '../../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../../src/domain/hyperparameters.ts';
import { decodeModelFile } from '../../../src/formats/modelFile.ts';
import { queryNative } from '../nativeDatabase.ts';
import type { FileState, RunState } from './messages.ts';

/** What the database holds, read by the native engine. */
export interface DatabaseState {
  readonly files: Readonly<Record<string, FileState>>;
  readonly models: readonly string[];
  readonly runs: Readonly<Record<string, RunState>>;
  /** The copies of files that wait for extraction, by name. */
  readonly stagedNames: readonly string[];
  /** What no job leaves behind, whole or not begun: torn rows, in words. */
  readonly torn: readonly string[];
}

const LEARNED_TABLES = [
  'descriptors',
  'best_params',
  'bo_trials',
  'audio_states',
  'audio_order',
  'sound_tags',
  'sound_notes',
  'trial_runs',
  'predictions',
  'plugin_windows',
  'direct_search',
];

/** Each counts rows that must not be, whatever job was under way. */
const TORN: readonly { readonly what: string; readonly sql: string }[] = [
  ...LEARNED_TABLES.map((table) => ({
    what: `rows of ${table} without their file`,
    sql: `SELECT 1 FROM ${table} WHERE audio_id NOT IN (SELECT audio_id FROM audio_files)`,
  })),
  {
    what: 'descriptors with holes',
    sql: `SELECT 1 FROM descriptors WHERE ${DESCRIPTOR_COLUMNS.map((name) => `${name} IS NULL`).join(' OR ')}`,
  },
  {
    what: 'described files without plugin windows',
    sql: 'SELECT 1 FROM descriptors WHERE audio_id NOT IN (SELECT audio_id FROM plugin_windows)',
  },
  {
    what: 'runs whose trials are not all there',
    sql: `SELECT 1 FROM trial_runs r WHERE trial_count <> (SELECT count(*) FROM run_trials t WHERE t.run_id = r.run_id)
            OR (state = 'finished' AND trial_count <> total_trials)`,
  },
  { what: 'runs that go on though nobody works', sql: "SELECT 1 FROM trial_runs WHERE state = 'running'" },
  {
    what: 'trials without their run',
    sql: 'SELECT 1 FROM run_trials WHERE run_id NOT IN (SELECT run_id FROM trial_runs)',
  },
  {
    what: 'chosen runs that are not mirrored whole',
    sql: `SELECT 1 FROM trial_runs r WHERE chosen AND (
            trial_count <> (SELECT count(*) FROM bo_trials b WHERE b.audio_id = r.audio_id)
            OR best_score IS DISTINCT FROM (SELECT score FROM best_params p WHERE p.audio_id = r.audio_id))`,
  },
  {
    what: 'files with two chosen runs',
    sql: 'SELECT 1 FROM trial_runs WHERE chosen GROUP BY audio_id HAVING count(*) > 1',
  },
  {
    what: 'models that are only half there',
    sql: `SELECT 1 FROM models FULL JOIN model_artifacts USING (model_id)
          WHERE artifact_path IS NULL OR artifact_json IS NULL`,
  },
];

/** Opens an exported database with the native engine and reads all of it. */
export async function inspectDatabase(bytes: Buffer): Promise<DatabaseState> {
  const values = HYPERPARAMETERS.map(({ column }) => column);
  const [files = [], runs = [], models = [], staged = [], ...torn] = await queryNative(
    bytes,
    `SELECT f.audio_id, f.path, s.failure, d.audio_id IS NOT NULL AS described, b.audio_id IS NOT NULL AS optimised,
       [${DESCRIPTOR_COLUMNS.map((name) => `d.${name}`).join(', ')}]::VARCHAR[] AS descriptors,
       [b.score, ${values.map((name) => `b.${name}`).join(', ')}]::VARCHAR[] AS best
     FROM audio_files f LEFT JOIN descriptors d USING (audio_id) LEFT JOIN best_params b USING (audio_id)
       LEFT JOIN audio_states s USING (audio_id)`,
    'SELECT run_id, audio_id, state, trial_count FROM trial_runs',
    'SELECT model_id, artifact_json FROM model_artifacts ORDER BY model_id',
    `SELECT staged_name FROM audio_states
     WHERE staged_name IS NOT NULL AND audio_id NOT IN (SELECT audio_id FROM descriptors)`,
    ...TORN.map(({ sql }) => `SELECT count(*)::INTEGER AS n FROM (${sql})`),
  );
  const counted = TORN.flatMap(({ what }, i) =>
    torn[i]?.[0]?.['n'] === 0 ? [] : [`${String(torn[i]?.[0]?.['n'])} ${what}`],
  );
  return {
    files: Object.fromEntries(
      files.map((row) => [
        String(row['audio_id']),
        {
          path: String(row['path']),
          descriptors: row['described'] === true ? numbersOf(row['descriptors']) : null,
          failure: row['described'] !== true && typeof row['failure'] === 'string' ? row['failure'] : null,
          best: row['optimised'] === true ? numbersOf(row['best']) : null,
        },
      ]),
    ),
    runs: Object.fromEntries(
      runs.map((row) => [
        String(row['run_id']),
        { audioId: String(row['audio_id']), state: String(row['state']), trialCount: Number(row['trial_count']) },
      ]),
    ),
    models: models.map((row) => String(row['model_id'])),
    stagedNames: staged.map((row) => String(row['staged_name'])),
    torn: [...counted, ...models.flatMap((row) => unreadable(row))],
  };
}

function unreadable(row: Readonly<Record<string, unknown>>): string[] {
  try {
    decodeModelFile(String(row['artifact_json']), String(row['model_id']));
    return [];
  } catch (error) {
    return [`a model that cannot be read: ${String(error)}`];
  }
}

function numbersOf(list: unknown): number[] {
  if (!Array.isArray(list)) throw new TypeError('expected a list');
  return list.map(Number);
}
