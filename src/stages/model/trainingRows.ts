import { releaseNumbers } from '../../audio/bytes/release.ts';
import { describedFiles, labelledRows, type DescribedFile, type TrainingRow } from '../../domain/audioFile.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import type { Objective } from '../../domain/measured.ts';
import { portions } from '../../domain/portions.ts';
import { learnedSample, type LearnedSample } from '../../ml/model/learnedSample.ts';
import type { DataSet } from '../data/dataSet.ts';
import { recordingsByPath } from '../import/recordings.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { ensureOptima } from '../optimisation/directSearch.ts';
import type { Tools } from '../tools.ts';
import { fingerprintOf, rowsFingerprint } from './fingerprint.ts';
import { inModelOrderInTurns, inputsInTurns, trainingMatrixInTurns } from './inTurns.ts';
import type { LearningRows } from './learningRows.ts';
import type { ObjectiveRows } from './scoreTraining.ts';

/** Files whose records are read before the page goes on. */
const FILES_AT_ONCE = 1000;

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** Those of them that models learn from and are judged on [M7]. */
export async function learnedFiles(dataSet: DataSet): Promise<LearnedSample<DescribedFile>> {
  const { rows, of } = learnedSample(dataSet.described.value, ({ file }) => file.audioId);
  const turns = new PageTurns();
  const files: DescribedFile[] = [];
  for (const some of portions(rows, FILES_AT_ONCE)) {
    await turns.next();
    files.push(...describedFiles(some));
  }
  return { rows: files, of };
}

/** Rows of files with the recordings they are from and the best that direct search finds for them. */
export async function learningRows(
  deps: Dependencies,
  files: readonly DescribedFile[],
  control: JobControl,
): Promise<LearningRows> {
  // Of a hundred thousand files each of these is a turn.
  const turns = new PageTurns();
  const ordered = await inModelOrderInTurns(files);
  const recordingOf = await recordingsByPath(deps);
  await turns.pause();
  const groups: string[] = [];
  const recordings = new Set<string>();
  for (const some of portions(ordered, FILES_AT_ONCE)) {
    for (const { path } of some) {
      const recording = recordingOf(path);
      groups.push(recording);
      recordings.add(recording);
    }
    await turns.next();
  }
  await turns.pause();
  const { targets, scores } = await ensureOptima(deps, ordered, control);
  await turns.pause();
  const inputs = await inputsInTurns(ordered);
  const fingerprint = await rowsFingerprint(inputs);
  await turns.pause();
  return {
    count: ordered.length,
    audioIds: ordered.map(({ audioId }) => audioId),
    fingerprint,
    inputs,
    groups,
    recordingCount: recordings.size,
    optima: targets,
    best: scores,
  };
}

/** Tells rows that a ridge learns from from others. */
export async function fingerprintOfRows(rows: readonly TrainingRow[]): Promise<string> {
  return fingerprintOf(await trainingMatrixInTurns(rows));
}

/** Tells the rows that models are measured on today from others. */
export async function fingerprintOfFiles(dataSet: DataSet): Promise<string> {
  const { rows } = await learnedFiles(dataSet);
  return rowsFingerprint(await inputsInTurns(await inModelOrderInTurns(rows)));
}

/** Files with descriptors and best parameters, all or a sample of them (M7), ordered by audio id (M1). */
export async function trainingRows({ dataSet }: Pick<Tools, 'dataSet'>): Promise<LearnedSample<TrainingRow>> {
  const searched = dataSet.filesWhere(({ isDescribed, isSearched }) => isDescribed && isSearched);
  const { rows, of } = learnedSample(searched, ({ file }) => file.audioId);
  const turns = new PageTurns();
  const labelled: TrainingRow[] = [];
  for (const some of portions(rows, FILES_AT_ONCE)) {
    labelled.push(...labelledRows(some, ({ best }) => best ?? undefined));
    await turns.next();
  }
  return { rows: await inModelOrderInTurns(labelled), of };
}

/** The best parameters of those of these rows that have some, rows × 5; NaN for the others. */
export async function labelsOf(
  deps: Pick<Tools, 'dataSet'>,
  { audioIds, count }: Pick<LearningRows, 'audioIds' | 'count'>,
): Promise<Float64Array> {
  const { rows: labelled } = await trainingRows(deps);
  const { inputs, targets } = await trainingMatrixInTurns(labelled);
  releaseNumbers([inputs]);
  const rowOf = new Map(labelled.map(({ audioId }, row) => [audioId, row]));
  const labels = new Float64Array(count * TARGET_COUNT).fill(Number.NaN);
  for (const [row, audioId] of audioIds.entries()) {
    const from = rowOf.get(audioId);
    if (from !== undefined) labels.set(targetRow(targets, from), row * TARGET_COUNT);
  }
  return labels;
}

/** Rows that another objective taught, with the recordings they are from, as a network learns from them. */
export async function objectiveRows(
  deps: Pick<Tools, 'store'>,
  rows: readonly TrainingRow[],
  objective: Exclude<Objective, 'proxy'>,
): Promise<ObjectiveRows> {
  const ordered = await inModelOrderInTurns(rows);
  const { inputs, targets } = await trainingMatrixInTurns(ordered);
  const recordingOf = await recordingsByPath(deps);
  const groups = ordered.map(({ path }) => recordingOf(path));
  return {
    objective,
    count: ordered.length,
    audioIds: ordered.map(({ audioId }) => audioId),
    fingerprint: await rowsFingerprint(inputs),
    recordingCount: new Set(groups).size,
    inputs,
    groups,
    optima: targets,
    best: Float64Array.from(ordered, ({ score }) => score),
  };
}
