import { describe, expect, it } from 'vitest';
import { consistencyOf, preferencesOf, type BlindComparisonAnswer } from '../../src/domain/blindComparison.ts';
import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { comparedSounds } from '../../src/ml/preference/comparedSounds.ts';
import { expectedBetter, proposePair } from '../../src/ml/preference/eubo.ts';
import { fitPreferences } from '../../src/ml/preference/fitPreferences.ts';
import { measuredPrior } from '../../src/ml/preference/measuredPrior.ts';
import { covariance, type KernelParameters } from '../../src/ml/preference/preferenceKernel.ts';
import { settingOf, type PreferencePoint } from '../../src/ml/preference/preferencePoint.ts';
import { PreferencePosterior, type PreferenceAnswer } from '../../src/ml/preference/preferencePosterior.ts';
import { learnedOptimum, nextPair, pointOf, type ComparedSound } from '../../src/ml/preference/nextPair.ts';
import { drawSettings } from '../../src/ml/preference/settingCandidates.ts';
import { tendencies } from '../../src/ml/preference/tendencies.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

const PARAMETERS: KernelParameters = {
  amplitude: 1.5,
  settingLength: 0.5,
  soundLength: 1,
  commonShare: 0.6,
  priorWeight: 1,
};

function point(x: number, sound = 0, prior = 0): PreferencePoint {
  return { sound: new Float64Array(12).fill(sound), setting: Float64Array.of(x, 0.5, 0.5, 0.5, 0.5), prior };
}

describe('the posterior of preferences', () => {
  it('[E3] for one answer is what integration over the difference gives, up to the approximation', () => {
    const first = point(0.2);
    const second = point(0.9);
    const posterior = new PreferencePosterior([{ first, second, share: 1 }], PARAMETERS);
    const variance =
      covariance(first, first, PARAMETERS) +
      covariance(second, second, PARAMETERS) -
      2 * covariance(first, second, PARAMETERS);
    // The mode of N(d; 0, v)·Φ(d): v·φ(d)/Φ(d) = d.
    const [a, b] = posterior.utilities([first, second]).mean;
    const d = a! - b!;
    const density = Math.exp(-0.5 * d * d) / Math.sqrt(2 * Math.PI);
    let cumulated = 0;
    for (let x = -8; x < d; x += 1e-4) cumulated += (1e-4 * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
    expect((variance * density) / cumulated).toBeCloseTo(d, 3);
    // Symmetric, so the evidence of one answer is ½.
    expect(Math.exp(posterior.logEvidence)).toBeGreaterThan(0.45);
    expect(Math.exp(posterior.logEvidence)).toBeLessThan(0.55);
  });

  it('[E3] answers shrink the uncertainty of their difference; "no difference" pulls together', () => {
    const pair = [point(0.2, 0, 0.5), point(0.9)] as const;
    const differenceOf = (comparisons: readonly PreferenceAnswer[]) => {
      const { mean, covariance: c } = new PreferencePosterior(comparisons, PARAMETERS).utilities(pair);
      return { mean: mean[0]! - mean[1]!, variance: c[0]! + c[3]! - 2 * c[1]! };
    };
    const [first, second] = pair;
    const before = differenceOf([]);
    expect(before.mean).toBe(0.5);
    const once = differenceOf([{ first, second, share: 1 }]);
    expect(once.mean).toBeGreaterThan(before.mean);
    expect(once.variance).toBeLessThan(before.variance);
    const equal = differenceOf(Array.from({ length: 5 }, () => ({ first, second, share: 0.5 })));
    expect(Math.abs(equal.mean)).toBeLessThan(0.2);
  });

  it('[E3] means agree with the joint utilities, and what is learned on one sound reaches a like one, hardly an unlike one', () => {
    const answers = Array.from({ length: 4 }, () => ({ first: point(0.9), second: point(0.1), share: 1 }));
    const posterior = new PreferencePosterior(answers, PARAMETERS);
    const points = [point(0.9), point(0.1), point(0.9, 0.2), point(0.1, 0.2), point(0.9, 9), point(0.1, 9)];
    const { mean } = posterior.utilities(points);
    posterior.means(points).forEach((value, i) => expect(value).toBeCloseTo(mean[i]!, 10));
    const own = mean[0]! - mean[1]!;
    const like = mean[2]! - mean[3]!;
    const unlike = mean[4]! - mean[5]!;
    expect(own).toBeGreaterThan(like);
    expect(like).toBeGreaterThan(unlike);
    expect(unlike / own).toBeCloseTo(PARAMETERS.commonShare, 6);
  });
});

describe('the next pair', () => {
  it('[E3] EUBO is the expected utility of the better one, by simulation', () => {
    const rng = new DefaultRng(4);
    let sum = 0;
    for (let n = 0; n < 200_000; n++) sum += Math.max(rng.normal(0.4, 0.8), rng.normal(0.1, 0.6));
    expect(expectedBetter(0.4, 0.1, Math.hypot(0.8, 0.6))).toBeCloseTo(sum / 200_000, 2);
    expect(expectedBetter(0.4, 0.1, 0)).toBe(0.4);
  });

  it('[E3] is the pair with the greatest EUBO', () => {
    const mean = Float64Array.of(0, 1, 0.9, -3);
    const covarianceMatrix = Float64Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 0.25 : 0));
    expect(proposePair({ mean, covariance: covarianceMatrix })).toMatchObject({ first: 1, second: 2 });
    expect(() => proposePair({ mean: new Float64Array(1), covariance: new Float64Array(1) })).toThrow(RangeError);
  });

  it('[E3] is not two points that are known to be alike, however uncertain each is', () => {
    // Of three as good as each other the first two move together.
    const covarianceMatrix = Float64Array.of(1, 0.99, 0, 0.99, 1, 0, 0, 0, 0.5);
    expect(proposePair({ mean: new Float64Array(3), covariance: covarianceMatrix })).toMatchObject({ second: 2 });
  });
});

/** A listener with an ideal setting and a width of taste in each direction, who errs in 15 % of the answers. */
function simulatedListener(seed: number) {
  const rng = new DefaultRng(seed);
  const pool = drawSettings(rng, 3000).map(settingOf);
  const ideal = pool[Math.floor(rng.double() * pool.length)]!;
  const width = Float64Array.from({ length: 5 }, () => 0.3 + 0.9 * rng.double());
  const utilityOf = (hyperparameters: Hyperparameters) =>
    Math.exp(-0.5 * settingOf(hyperparameters).reduce((sum, x, i) => sum + ((x - ideal[i]!) / width[i]!) ** 2, 0));
  return {
    prefersFirst: (first: Hyperparameters, second: Hyperparameters) =>
      utilityOf(first) > utilityOf(second) !== rng.double() < 0.15,
    /** The ideal setting's utility is 1. */
    regretOf: (hyperparameters: Hyperparameters) => 1 - utilityOf(hyperparameters),
  };
}

/** What is chosen for a simulated listener after 25 answers, to pairs that EUBO or chance proposes. */
function regretAfterSession(seed: number, proposal: 'eubo' | 'random'): number {
  const listener = simulatedListener(seed);
  const rng = new DefaultRng(seed + 500);
  const sound: ComparedSound = { sound: new Float64Array(12), prior: () => 0, known: [] };
  const comparisons: PreferenceAnswer[] = [];
  for (let answer = 0; answer < 25; answer++) {
    const [a, b] =
      proposal === 'eubo' ? nextPair(fitPreferences(comparisons), sound, 100 * seed + answer) : drawSettings(rng, 2);
    const [first, second] = listener.prefersFirst(a!, b!) ? [a!, b!] : [b!, a!];
    comparisons.push({ first: pointOf(sound, first), second: pointOf(sound, second), share: 1 });
  }
  return listener.regretOf(learnedOptimum(fitPreferences(comparisons), sound, seed).hyperparameters);
}

describe('simulated listeners', () => {
  it('[E3] after 25 answers with 15 % errors the chosen setting’s regret is at most half of what random pairs reach', () => {
    const seeds = Array.from({ length: 10 }, (_, i) => 2000 + i);
    const mean = (proposal: 'eubo' | 'random') =>
      seeds.reduce((sum, seed) => sum + regretAfterSession(seed, proposal), 0) / seeds.length;
    const learned = mean('eubo');
    const random = mean('random');
    expect(learned).toBeLessThan(0.5 * random);
    expect(random).toBeGreaterThan(0.1);
  });
});

describe('what is expected beforehand', () => {
  const utilityOf = (setting: Hyperparameters) => -((settingOf(setting)[2]! - 0.8) ** 2);
  const trials = (count: number) =>
    drawSettings(new DefaultRng(3), count).map((hyperparameters) => ({
      hyperparameters,
      score: 0.1 + 0.05 * utilityOf(hyperparameters),
    }));

  it('[E3] is the measured score where there are trials: settings that were never tried are ordered as they score', () => {
    const prior = measuredPrior(trials(60))!;
    const others = drawSettings(new DefaultRng(4), 100);
    const agreed = others.filter((setting, i) => {
      const other = others[(i + 1) % others.length]!;
      return prior(setting) > prior(other) === utilityOf(setting) > utilityOf(other);
    });
    // Chance would agree on 50, give or take 5.
    expect(agreed.length).toBeGreaterThan(70);
    expect(measuredPrior(trials(7))).toBeNull();
    expect(measuredPrior(trials(20).map(({ hyperparameters }) => ({ hyperparameters, score: 0.1 })))).toBeNull();
  });

  it('[E3] is the proxy for a sound without measured trials, and each sound has its own', () => {
    const descriptors = new Map([
      ['a', Float64Array.from({ length: 12 }, (_, i) => Math.sin(i))],
      ['b', Float64Array.from({ length: 12 }, (_, i) => Math.cos(i))],
    ]);
    const both = comparedSounds(descriptors, new Map(), new Map([['a', trials(60)]]));
    const proxy = comparedSounds(descriptors, new Map());
    const [setting] = drawSettings(new DefaultRng(5), 1);
    expect(both.get('a')!.prior(setting!)).toBe(measuredPrior(trials(60))!(setting!));
    expect(both.get('b')!.prior(setting!)).toBe(proxy.get('b')!.prior(setting!));
    expect(both.get('a')!.prior(setting!)).not.toBe(proxy.get('a')!.prior(setting!));
  });
});

function answer(
  change: Partial<BlindComparisonAnswer> & { readonly changes: readonly [number, number] },
): BlindComparisonAnswer {
  const { changes, ...rest } = change;
  return {
    answerId: 'a',
    sessionId: 's',
    audioId: 'file',
    path: 'file.wav',
    excerpt: { startSec: 0, endSec: 1 },
    soloCluster: null,
    clusterCount: 4,
    question: 'better',
    options: changes.map((maskChange) => ({
      hyperparameters: deriveHyperparameters([maskChange, 0.1, 0, 0, 0]),
      origin: 'proposed',
      gainDb: 0,
      loudnessLkfs: -20,
      maskChange,
      maskContrast: 0.5,
    })),
    picked: 0,
    repeats: null,
    takenMs: 1000,
    answeredAt: new Date(0),
    ...rest,
  };
}

describe('answers', () => {
  it('[E2] repeated questions are compared by what was picked, not by its side', () => {
    const answers = [
      answer({ answerId: '1', changes: [0.1, 0.2], picked: 0 }),
      answer({ answerId: '2', changes: [0.2, 0.1], picked: 1, repeats: '1' }),
      answer({ answerId: '3', changes: [0.2, 0.1], picked: 0, repeats: '1' }),
      answer({ answerId: '4', changes: [0.2, 0.1], picked: null, repeats: '1' }),
      answer({ answerId: '5', changes: [0.2, 0.1], repeats: 'gone' }),
    ];
    expect(consistencyOf(answers)).toEqual({ repeated: 3, alike: 1 });
  });

  it('[E3] say one preference for the better of two, three against the worst of four, halves for no difference', () => {
    const better = answer({ changes: [0.1, 0.2], picked: 1 });
    expect(preferencesOf(better)).toEqual([
      {
        audioId: 'file',
        first: better.options[1]!.hyperparameters,
        second: better.options[0]!.hyperparameters,
        share: 1,
      },
    ]);
    const worst = { ...better, question: 'worst' as const, options: [...better.options, ...better.options] };
    expect(preferencesOf(worst)).toHaveLength(3);
    for (const { second } of preferencesOf(worst)) expect(second).toBe(better.options[1]!.hyperparameters);
    expect(preferencesOf({ ...better, picked: null })).toMatchObject([{ share: 0.5 }]);
  });

  it('[E3] what they have in common is found, for kinds of files too, and chance is not', () => {
    const descriptors = (flux: number) =>
      descriptorsFromVector(Array.from({ length: 12 }, (_, i) => (i === 3 ? flux : 1)));
    const steadier = Array.from({ length: 12 }, () => answer({ changes: [0.1, 0.2], picked: 0 }));
    const surest = tendencies(steadier, () => descriptors(1)).find(({ property }) => property === 'maskChange');
    expect(surest).toMatchObject({ direction: 'less', group: null, picked: 12, of: 12 });
    expect(surest!.p).toBeCloseTo(2 / 4096, 10);
    // Steadier on percussive files, livelier on the others: nothing overall, something for each kind.
    const mixed = ['drums', 'pad'].flatMap((audioId, picked) =>
      Array.from({ length: 10 }, () => answer({ audioId, changes: [0.1, 0.2], picked })),
    );
    const found = tendencies(mixed, (audioId) => descriptors(audioId === 'drums' ? 5 : 1));
    expect(found).toContainEqual(
      expect.objectContaining({
        property: 'maskChange',
        direction: 'less',
        group: { descriptor: 'spectralFluxMedian', side: 'above' },
      }),
    );
    expect(tendencies([...steadier.slice(0, 4), ...mixed.slice(10, 14)], () => null)).toEqual([]);
  });
});
