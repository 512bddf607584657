import { describe, expect, it } from 'vitest';
import { ADAPTING } from '../../src/domain/collection.ts';
import { DESCRIPTOR_COUNT } from '../../src/domain/descriptors.ts';
import { pickSettings } from '../../src/ml/measured/adaptation.ts';
import { adaptationReport } from '../../src/ml/measured/adaptationReport.ts';
import { bootstrapMean } from '../../src/ml/measured/bootstrap.ts';
import { choleskyInPlace, choleskySolve } from '../../src/ml/linear/cholesky.ts';
import { collectionResult } from '../../src/ml/measured/collectionResult.ts';
import { PooledSurrogate, type PooledFiles } from '../../src/ml/measured/pooling.ts';
import type { ScoreTable } from '../../src/ml/measured/scoreTable.ts';
import { hasSeparateSegments } from '../../src/ml/measured/segments.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

const FILES = 40;
const SETTINGS = 30;
const PARTNERS = 3;
const SEGMENTS = 2;

/** Where the files' best settings come from. */
type World = 'luck' | 'descriptors' | 'files';

/**
 * A world in which every setting has a mean, and what it does to a file besides is luck of each mixture alone, a matter of
 * the file's descriptors, or a matter of the file that its descriptors do not tell.
 */
function makeWorld(world: World, seed: number): { readonly tuning: PooledFiles; readonly unseen: ScoreTable } {
  const rng = new DefaultRng(seed);
  const common = Float64Array.from({ length: SETTINGS }, () => rng.normal(0.15, 0.01));
  const inputs = Float64Array.from({ length: FILES * DESCRIPTOR_COUNT }, (_, i) =>
    i % DESCRIPTOR_COUNT < 2 ? rng.normal(0, 1) : 0,
  );
  const loadings = Float64Array.from({ length: SETTINGS * 2 }, () => rng.normal(0, 0.04));
  const ownOfFile = Float64Array.from({ length: FILES * SETTINGS }, (_, cell) => {
    const [f, s] = [Math.floor(cell / SETTINGS), cell % SETTINGS];
    if (world === 'luck') return 0;
    if (world === 'files') return rng.normal(0, 0.05);
    return loadings[2 * s]! * inputs[f * DESCRIPTOR_COUNT]! + loadings[2 * s + 1]! * inputs[f * DESCRIPTOR_COUNT + 1]!;
  });
  const table = (): ScoreTable => ({
    files: FILES,
    settings: SETTINGS,
    mixtures: PARTNERS * SEGMENTS,
    segments: SEGMENTS,
    scores: Float64Array.from({ length: FILES * SETTINGS * PARTNERS * SEGMENTS }, (_, i) => {
      const cell = Math.floor(i / (PARTNERS * SEGMENTS));
      return common[cell % SETTINGS]! + ownOfFile[cell]! + rng.normal(0, 0.06);
    }),
  });
  const groups = Array.from({ length: FILES }, (_, f) => `recording ${f}`);
  return { tuning: { table: table(), inputs, groups }, unseen: table() };
}

function reportOf(world: World, seed: number) {
  const { tuning, unseen } = makeWorld(world, seed);
  const { trustInOthers, trustInOwn } = new PooledSurrogate(tuning).weights;
  return adaptationReport(
    {
      audioIds: tuning.groups,
      groups: tuning.groups,
      durationsSec: tuning.groups.map((_, f) => (f < 3 ? 10 : 60)),
      picks: pickSettings(tuning),
      defaultSetting: 0,
      unseen,
      unseenPurity: unseen,
      trustInOthers,
      trustInOwn,
    },
    hasSeparateSegments,
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the pooled surrogate', () => {
  it('[X8b] where all is luck it believes next to nothing and gives the constant', () => {
    const reports = [1, 2, 3].map((seed) => reportOf('luck', seed));
    expect(mean(reports.map(({ trustInOthers }) => trustInOthers))).toBeLessThan(0.1);
    expect(mean(reports.map(({ trustInOwn }) => trustInOwn))).toBeLessThan(0.15);
    for (const { gains } of reports) {
      expect(gains.pooled.low).toBeLessThanOrEqual(0);
      expect(gains.own.mean).toBeLessThan(gains.pooled.mean + 1e-12);
    }
  });

  it('[X8b] where descriptors tell it finds it, for files it never saw too', () => {
    const { gains, trustInOthers } = reportOf('descriptors', 1);
    expect(trustInOthers).toBeGreaterThan(0.6);
    expect(gains.descriptors.low).toBeGreaterThan(0);
    expect(gains.pooled.mean).toBeGreaterThan(gains.own.mean);
  });

  it('[X8b] where only a file itself tells, its own trials count', () => {
    const { gains, trustInOthers, trustInOwn } = reportOf('files', 1);
    expect(trustInOthers).toBeLessThan(0.2);
    // Variance 0.05² of the file against 0.06²/6 of the mean of its mixtures.
    expect(trustInOwn).toBeGreaterThan(0.7);
    expect(trustInOwn).toBeLessThan(0.92);
    expect(gains.pooled.low).toBeGreaterThan(0);
  });

  it('[X7] the constant and the pooled answer of a file do not depend on its own unseen scores, nor others on its trials', () => {
    const { tuning } = makeWorld('descriptors', 2);
    const before = pickSettings(tuning);
    const table = { ...tuning.table, scores: tuning.table.scores.slice() };
    for (let i = 0; i < SETTINGS * PARTNERS * SEGMENTS; i++) table.scores[i]! += i === 5 * 6 ? 100 : 0;
    const [first] = pickSettings({ ...tuning, table });
    expect(first!.constant).toBe(before[0]!.constant);
    expect(first!.descriptors).toBe(before[0]!.descriptors);
    expect(first!.own).toBe(5);
  });
});

describe('does adapting pay', () => {
  it('[X7, X8c] compares every strategy on the unseen mixtures, with interval and counts', () => {
    const { files, gains, recordingCount, overlappingFiles } = reportOf('descriptors', 3);
    expect([files.length, recordingCount, overlappingFiles]).toEqual([FILES, FILES, 3]);
    for (const { scores } of files) {
      for (const score of Object.values(scores)) expect(score).toBeLessThanOrEqual(scores.oracle);
    }
    for (const strategy of ADAPTING) {
      const differences = files.map(({ scores }) => scores[strategy] - scores.constant);
      const { mean: gain, low, high, better, worse } = gains[strategy];
      expect(gain).toBeCloseTo(mean(differences), 12);
      expect(low).toBeLessThanOrEqual(gain);
      expect(high).toBeGreaterThanOrEqual(gain);
      expect(better).toBe(differences.filter((difference) => difference > 0.005).length);
      expect(worse).toBe(differences.filter((difference) => difference < -0.005).length);
    }
  });

  it('[X7] the bootstrap interval is that of the mean, and wider where files hang together', () => {
    const rng = new DefaultRng(5);
    const values = Float64Array.from({ length: 400 }, () => rng.normal(0.3, 1));
    const apart = bootstrapMean(values, Array.from(values, String));
    expect(apart.high - apart.low).toBeGreaterThan(0.8 * 2 * 1.96 * 0.05);
    expect(apart.high - apart.low).toBeLessThan(1.2 * 2 * 1.96 * 0.05);
    const copies = values.map((_, i) => values[Math.floor(i / 10)]!);
    const together = bootstrapMean(
      copies,
      Array.from(copies, (_, i) => String(Math.floor(i / 10))),
    );
    expect(together.high - together.low).toBeGreaterThan(2 * (apart.high - apart.low));
  });
});

describe('the preset of a collection', () => {
  it('[X8a] has the best mean; left out, each recording is judged by what the others chose', () => {
    const settings = [0.5, 1, 1.5].map((distance) => deriveHyperparameters([distance, 0.1, 0, 0, 0]));
    // Two files of one recording like the first setting, one file each the others.
    const scores = [0.1, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.25, 0.1, 0.0, 0.05, 0.1];
    const groups = ['a', 'a', 'b', 'c'];
    const table = { files: 4, settings: 3, mixtures: 1, segments: 1, scores: Float64Array.from(scores) };
    const terms = groups.map((_, f) =>
      settings.map((__, s) => ({ score: scores[f * 3 + s]!, purity: 0.5, maskChange: 0.1, spread: 0.2 })),
    );
    const result = collectionResult({ table, groups, settings, terms, defaultSetting: 0 });
    expect(result.hyperparameters).toEqual(settings[1]);
    expect(result.terms.score).toBeCloseTo(0.075, 12);
    expect(result.defaultsScore).toBeCloseTo(0.05, 12);
    // Without a: the second, 0 twice. Without b: the first, 0. Without c: the second, 0.05.
    expect(result.leaveOneOutScore).toBeCloseTo(0.0125, 12);
    expect([result.fileCount, result.trialCount]).toEqual([4, 3]);
  });
});

describe('linear algebra', () => {
  it('solves by Cholesky', () => {
    const a = [4, 2, 1, 2, 5, 3, 1, 3, 6];
    const factor = Float64Array.from(a);
    choleskyInPlace(factor, 3);
    const x = choleskySolve(factor, 3, Float64Array.from([1, 0, 2, 1, 3, -1]), 2);
    const back = [0, 1, 2].flatMap((row) =>
      [0, 1].map((column) => [0, 1, 2].reduce((sum, k) => sum + a[row * 3 + k]! * x[k * 2 + column]!, 0)),
    );
    expect(back).toEqual([1, 0, 2, 1, 3, -1].map((value) => expect.closeTo(value, 10) as unknown));
    expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
  });
});
