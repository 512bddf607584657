import type { RowComparison, DifferingFile, MergePreview } from '../../domain/databaseMerge.ts';
import type { DatabaseContents } from '../../domain/storage.ts';
import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import { INCOMING } from './incomingDatabase.ts';
import { numberOf, numberOrNull, textOf } from '../engine/rows.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';

/**
 * How far numbers of the same sound may lie apart, relative to the larger or to {@link SMALL}: the last bits depend on the
 * browser.
 */
const TOLERANCE = 1e-9;
const SMALL = 1e-3;

/** What merging the attached database would change. Numbers count as the same within {@link TOLERANCE}. */
export async function previewMerge(session: Session, contents: DatabaseContents): Promise<MergePreview> {
  const theirs = `${INCOMING}.main`;
  const hasArtifacts = contents.writtenBy === 'trainer';
  const newRuns =
    contents.writtenBy === 'trainer'
      ? `SELECT audio_id, count(*) AS n FROM ${theirs}.trial_runs WHERE run_id NOT IN (SELECT run_id FROM main.trial_runs) GROUP BY audio_id`
      : `SELECT DISTINCT audio_id, 1 AS n FROM ${theirs}.bo_trials WHERE 'desktop-' || audio_id NOT IN (SELECT run_id FROM main.trial_runs)`;
  await session.script(`
    CREATE OR REPLACE TEMP TABLE shared_files AS
      SELECT f.audio_id, f.path, ${comparison('d', 'e', DESCRIPTOR_COLUMNS)} AS descriptors,
        ${comparison('b', 'c', ['score', ...HYPERPARAMETER_COLUMNS])} AS best,
        b.score AS my_score, c.score AS their_score, coalesce(r.n, 0)::INTEGER AS new_runs
      FROM main.audio_files f JOIN ${theirs}.audio_files t USING (audio_id)
      LEFT JOIN main.descriptors d ON d.audio_id = f.audio_id LEFT JOIN ${theirs}.descriptors e ON e.audio_id = f.audio_id
      LEFT JOIN main.best_params b ON b.audio_id = f.audio_id LEFT JOIN ${theirs}.best_params c ON c.audio_id = f.audio_id
      LEFT JOIN (${newRuns}) r ON r.audio_id = f.audio_id;
    CREATE OR REPLACE TEMP TABLE shared_models AS
      SELECT model_id, ${
        hasArtifacts
          ? `a.artifact_json IS NOT DISTINCT FROM b.artifact_json`
          : areSame('m', 't', ['cv_mse', 'train_mse', 'alpha'])
      } AS same
      FROM main.models m JOIN ${theirs}.models t USING (model_id)
      ${
        hasArtifacts
          ? `LEFT JOIN main.model_artifacts a USING (model_id) LEFT JOIN ${theirs}.model_artifacts b USING (model_id)`
          : ''
      }`);
  const differs = `descriptors IN ('differs', 'only-theirs') OR best IN ('differs', 'only-theirs') OR new_runs > 0`;
  const rows = await session.query(`SELECT * FROM shared_files WHERE ${differs} ORDER BY path`);
  const models = await session.query('SELECT * FROM shared_models ORDER BY model_id');
  const [counts] = await session.query(
    `SELECT (SELECT count(*) FROM shared_files) AS files, (SELECT count(*) FROM shared_models) AS models,
       (SELECT count(DISTINCT audio_id) FROM ${theirs}.sound_tags WHERE audio_id IN (SELECT audio_id FROM main.audio_files)
          AND (audio_id, lower(tag)) NOT IN (SELECT (audio_id, lower(tag)) FROM main.sound_tags)) AS tagged,
       (SELECT count(*) FROM ${theirs}.sound_notes t JOIN main.sound_notes m USING (audio_id) WHERE m.note <> t.note) AS notes`,
  );
  const differingModels = models.flatMap((row) => (row['same'] === true ? [] : [textOf(row['model_id'])]));
  return {
    contents,
    newFiles: contents.audioFiles - numberOf(counts?.['files']),
    identicalFiles: numberOf(counts?.['files']) - rows.length,
    differingFiles: rows.map((row): DifferingFile => ({
      audioId: textOf(row['audio_id']),
      path: textOf(row['path']),
      descriptors: textOf(row['descriptors']) as RowComparison,
      best: textOf(row['best']) as RowComparison,
      myScore: numberOrNull(row['my_score']),
      theirScore: numberOrNull(row['their_score']),
      newRuns: numberOf(row['new_runs']),
    })),
    newModels: contents.models - models.length,
    identicalModels: models.length - differingModels.length,
    differingModels,
    taggedFiles: numberOf(counts?.['tagged']),
    differingNotes: numberOf(counts?.['notes']),
  };
}

/** How the rows of two joined tables relate, as SQL for a {@link RowComparison}. */
function comparison(mine: string, theirs: string, columns: readonly string[]): string {
  return `CASE WHEN ${mine}.audio_id IS NULL AND ${theirs}.audio_id IS NULL THEN 'neither'
    WHEN ${theirs}.audio_id IS NULL THEN 'only-mine' WHEN ${mine}.audio_id IS NULL THEN 'only-theirs'
    WHEN ${areSame(mine, theirs, columns)} THEN 'same' ELSE 'differs' END`;
}

/** Whether the numbers of two rows are the same, as SQL. */
function areSame(mine: string, theirs: string, columns: readonly string[]): string {
  const same = columns.map((name) => {
    const [a, b] = [`${mine}.${name}`, `${theirs}.${name}`];
    const scale = `greatest(abs(${a}), abs(${b}), ${SMALL})`;
    return `(${a} IS NOT DISTINCT FROM ${b} OR coalesce(abs(${a} - ${b}) <= ${TOLERANCE} * ${scale}, false))`;
  });
  return same.join(' AND ');
}
