import type { AdaptationReport } from '../../src/domain/collection.ts';
import { TARGET_COUNT } from '../../src/domain/hyperparameters.ts';
import { pickSettings } from '../../src/ml/measured/adaptation.ts';
import { adaptationReport } from '../../src/ml/measured/adaptationReport.ts';
import { bootstrapMean, type MeanInterval } from '../../src/ml/measured/bootstrap.ts';
import { measuredTerms } from '../../src/ml/measured/measuredObjective.ts';
import { PooledSurrogate } from '../../src/ml/measured/pooling.ts';
import type { ScoreTable } from '../../src/ml/measured/scoreTable.ts';
import { hasSeparateSegments, SEGMENTS_PER_SET } from '../../src/ml/measured/segments.ts';
import { evaluateFold } from '../../src/ml/model/crossValidation.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { DEFAULT_SCORE_NETWORK_OPTIONS, trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';
import { decodeModelOutput, minimaxLogit } from '../../src/ml/objective/decode.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import {
  packSettings,
  sliced,
  type HearingOptions,
  type HeardSound,
  type MeasureTasks,
  type Searched,
} from './hear.ts';

/** What a way to choose presets makes of mixtures that nothing was chosen on. */
export interface HearingLine {
  readonly name: string;
  readonly purity: number;
  readonly score: number;
  /** Gain in score over the best constant; null for the constant and for what does not adapt. */
  readonly gain: MeanInterval | null;
}

export interface Hearing {
  readonly files: number;
  readonly recordings: number;
  readonly overlapping: number;
  readonly lines: readonly HearingLine[];
  readonly report: AdaptationReport;
}

const MODEL_FOLDS = 8;
const MODEL_SEED = 1337;

/** Tries everything that was found on the unseen mixtures. */
export async function judge(
  sounds: readonly HeardSound[],
  searched: Searched,
  { changeWeight, partnerCount }: HearingOptions,
  measure: MeasureTasks,
): Promise<Hearing> {
  const { settings, parts, unseenPartners } = searched;
  if (unseenPartners.some((own) => own.length < partnerCount)) {
    throw new Error(`there are too few recordings for ${partnerCount} partners that are unseen: ${sounds.length}`);
  }
  const groups = sounds.map(({ group }) => group);
  const inputs = Float64Array.from(sounds.flatMap(({ descriptors }) => [...descriptors]));
  const table = tableOf(parts, changeWeight);
  const pooledFiles = { table, inputs, groups };
  const picks = pickSettings(pooledFiles);
  const targetsOf = (places: readonly number[]) =>
    Float64Array.from(places.flatMap((place) => rawTargets(settings[place]!)));
  const own = targetsOf(picks.map((pick) => pick.own));
  const pooled = targetsOf(picks.map((pick) => pick.pooled));
  const models = [
    ['polynomial, taught each file’s own optimum', polynomialAnswers(inputs, own, groups)],
    ['network, taught each file’s own optimum', await networkAnswers(inputs, own, groups)],
    ['polynomial, taught the pooled answers', polynomialAnswers(inputs, pooled, groups)],
    ['network, taught the pooled answers', await networkAnswers(inputs, pooled, groups)],
  ] as const;
  const results = await measure(
    sounds.map((_, file) => ({
      file,
      set: 'unseen',
      partners: unseenPartners[file]!,
      settings: packSettings([
        ...settings,
        ...models.map(([, answers]) =>
          decodeModelOutput(answers.subarray(file * TARGET_COUNT, (file + 1) * TARGET_COUNT)),
        ),
      ]),
    })),
  );
  const tried = results.map((result) => sliced(result, settings.length + models.length));
  const unseen = tried.map((ownParts) => ownParts.slice(0, settings.length));
  const { trustInOthers, trustInOwn } = new PooledSurrogate(pooledFiles).weights;
  const report = adaptationReport(
    {
      audioIds: sounds.map(({ id }) => id),
      groups,
      durationsSec: sounds.map(({ durationSec }) => durationSec),
      picks,
      defaultSetting: 0,
      unseen: tableOf(unseen, changeWeight),
      unseenPurity: tableOf(unseen, 0),
      trustInOthers,
      trustInOwn,
    },
    hasSeparateSegments,
  );
  const line = (
    name: string,
    scores: readonly number[],
    purities: readonly number[],
    adapts: boolean,
  ): HearingLine => ({
    name,
    purity: mean(purities),
    score: mean(scores),
    gain: adapts
      ? bootstrapMean(
          scores.map((score, file) => score - report.files[file]!.scores.constant),
          groups,
        )
      : null,
  });
  const strategy = (name: string, key: keyof AdaptationReport['files'][number]['scores'], adapts: boolean) =>
    line(
      name,
      report.files.map(({ scores }) => scores[key]),
      report.files.map(({ purities }) => purities[key]),
      adapts,
    );
  return {
    files: sounds.length,
    recordings: report.recordingCount,
    overlapping: report.overlappingFiles,
    report,
    lines: [
      strategy('plugin defaults', 'defaults', false),
      strategy('best constant', 'constant', false),
      strategy('each file’s own optimum', 'own', true),
      strategy('pooled surrogate, descriptors alone', 'descriptors', true),
      strategy('pooled surrogate, with own trials', 'pooled', true),
      ...models.map(([name], i) => {
        const terms = tried.map((ownParts) => measuredTerms(ownParts[settings.length + i]!, changeWeight));
        return line(
          name,
          terms.map(({ score }) => score),
          terms.map(({ purity }) => purity),
          true,
        );
      }),
      strategy('oracle, chosen on the test itself', 'oracle', true),
    ],
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rawTargets(setting: Searched['settings'][number]): readonly number[] {
  const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = setting;
  return [distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxLogit(minimaxStrength)];
}

/** Scores of each mixture. */
export function tableOf(parts: readonly (readonly Float64Array[])[], changeWeight: number): ScoreTable {
  const settings = parts[0]!.length;
  const mixtures = parts[0]![0]!.length / 2;
  const scores = new Float64Array(parts.length * settings * mixtures);
  for (const [f, own] of parts.entries()) {
    for (const [s, values] of own.entries()) {
      for (let m = 0; m < mixtures; m++) {
        scores[(f * settings + s) * mixtures + m] = values[2 * m]! - changeWeight * values[2 * m + 1]!;
      }
    }
  }
  return { files: parts.length, settings, mixtures, segments: SEGMENTS_PER_SET, scores };
}

/** Held-out answers of the ridge of degree 3: α by cross validation on all files, coefficients without the file's fold. */
export function polynomialAnswers(
  inputs: Float64Array,
  targets: Float64Array,
  groups: readonly string[],
): Float64Array {
  const matrix = { inputs, targets, rows: groups.length };
  const { metrics } = trainRidge(matrix, 'extended');
  const answers = new Float64Array(targets.length);
  for (const fold of groupedFolds(groups, MODEL_FOLDS, MODEL_SEED)) {
    const { predicted } = evaluateFold(matrix, Float64Array.of(metrics.alpha), fold);
    for (const [i, row] of fold.test.entries()) {
      answers.set(predicted.subarray(i * TARGET_COUNT, (i + 1) * TARGET_COUNT), row * TARGET_COUNT);
    }
  }
  return answers;
}

/** Answers of the member of the ensemble that never saw the file's recording. */
async function networkAnswers(
  inputs: Float64Array,
  targets: Float64Array,
  groups: readonly string[],
): Promise<Float64Array> {
  const training = await trainScoreNetwork(inputs, groups, DEFAULT_SCORE_NETWORK_OPTIONS, () => true, targets);
  if (training === null) throw new Error('the training of the network was ended');
  return training.outOfFold;
}
