import type { MeasuredTrial } from '../../domain/measured.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { pickSettings } from '../../ml/measured/adaptation.ts';
import { adaptationReport } from '../../ml/measured/adaptationReport.ts';
import { collectionResult } from '../../ml/measured/collectionResult.ts';
import { PooledSurrogate } from '../../ml/measured/pooling.ts';
import type { ScoreTable } from '../../ml/measured/scoreTable.ts';
import { hasSeparateSegments, SEGMENTS_PER_SET } from '../../ml/measured/segments.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { PoolingRequest } from '../contracts/pooling.ts';

/** The first setting of every collection. */
const DEFAULT_SETTING = 0;

/** What many files teach together (X7, X8). */
export const poolingCalls = {
  async pool(request) {
    const { groups, inputs, trials, changeWeight } = request;
    const table = tableOf(trials, changeWeight);
    const settings = trials[0]?.map(({ hyperparameters }) => hyperparameters) ?? [];
    const terms = trials.map((own) => own.map((trial) => trial.terms));
    const result = collectionResult({ table, groups, settings, terms, defaultSetting: DEFAULT_SETTING });
    const severalRecordings = new Set(groups).size >= 2;
    const picks = severalRecordings ? pickSettings({ table, inputs, groups }) : [];
    return { result, answers: picks.map(({ pooled, pooledScore }) => ({ trial: pooled, score: pooledScore })) };
  },

  async predictScores({ groups, inputs, trials, changeWeight, others }) {
    const surrogate = new PooledSurrogate({ table: tableOf(trials, changeWeight), inputs, groups });
    const width = surrogate.common.length;
    const scores = new Float64Array((others.length / DESCRIPTOR_COUNT) * width);
    for (let from = 0, to = 0; from < others.length; from += DESCRIPTOR_COUNT, to += width) {
      scores.set(surrogate.fromDescriptors(others.subarray(from, from + DESCRIPTOR_COUNT)), to);
    }
    return scores;
  },

  async reportAdaptation(request) {
    const { audioIds, groups, inputs, trials, unseen, durationsSec, changeWeight } = request;
    const table = tableOf(trials, changeWeight);
    const { trustInOthers, trustInOwn } = new PooledSurrogate({ table, inputs, groups }).weights;
    const tried = {
      audioIds,
      groups,
      durationsSec,
      picks: pickSettings({ table, inputs, groups }),
      defaultSetting: DEFAULT_SETTING,
      unseen: tableOf(unseen, changeWeight),
      unseenPurity: tableOf(unseen, 0),
      trustInOthers,
      trustInOwn,
    };
    return adaptationReport(tried, hasSeparateSegments);
  },
} satisfies Partial<ComputeCalls>;

/** The scores of each mixture from its purity and mask change. */
function tableOf(trials: PoolingRequest['trials'], changeWeight: number): ScoreTable {
  const settings = trials[0]?.length ?? 0;
  const mixtures = (trials[0]?.[0]?.parts.length ?? 0) / 2;
  const scores = new Float64Array(trials.length * settings * mixtures);
  const scoreOf = ({ parts }: MeasuredTrial, m: number) =>
    (parts[2 * m] ?? Number.NaN) - changeWeight * (parts[2 * m + 1] ?? Number.NaN);
  for (const [f, own] of trials.entries()) {
    for (const [s, trial] of own.entries()) {
      for (let m = 0; m < mixtures; m++) scores[(f * settings + s) * mixtures + m] = scoreOf(trial, m);
    }
  }
  return { files: trials.length, settings, mixtures, segments: SEGMENTS_PER_SET, scores };
}
