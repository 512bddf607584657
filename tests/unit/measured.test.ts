import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COUNT } from '../../src/domain/descriptors.ts';
import { resample } from '../../src/ml/dsp/resample.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { measuredTerms, measureParts, prepareMixtures } from '../../src/ml/measured/measuredObjective.ts';
import { MeasuredSearch, type Tried } from '../../src/ml/measured/measuredSearch.ts';
import { drawPartners, type PartnerCandidate } from '../../src/ml/measured/partners.ts';
import { hasSeparateSegments, namedSegments, planSegments, SegmentCutter } from '../../src/ml/measured/segments.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { Study } from '../../src/ml/optimisation/study.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { heardValues, writtenKnobs } from '../../src/ml/measured/writtenKnobs.ts';
import { clusterSound, pluginEar, REFERENCE_EAR } from '../../src/ml/plugin/analysedSound.ts';
import { hopsPerUpdate, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { compensateKnobs } from '../../src/ml/plugin/compensateKnobs.ts';
import { PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import { packBend, unpackBend } from '../../src/ml/plugin/packedBend.ts';
import { PluginTwin } from '../../src/ml/plugin/pluginTwin.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { traceBend } from '../../src/ml/plugin/bendTracer.ts';
import { playable } from '../../src/domain/playable.ts';
import { pluginState } from '../support/pluginStates.ts';
import { separate } from '../../src/ml/plugin/mixAndSeparate.ts';
import { prepareMixture } from '../../src/ml/plugin/mixture.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

const sine = (hz: number, rateHz: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz));

/** The largest absolute value, the edges left out where the kernel reaches beyond the signal. */
const innerPeak = (signal: Float32Array) =>
  signal.subarray(2000, signal.length - 2000).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);

describe('one sample rate for all', () => {
  it.each([
    [48_000, 44_100],
    [22_050, 44_100],
    [96_000, 44_100],
    [8_000, 44_100],
    [37_800, 44_100],
  ])('[X1] from %i to %i Hz keeps a tone in place and level', (fromHz, toHz) => {
    const out = resample(sine(1000, fromHz, fromHz), fromHz, toHz);
    const expected = sine(1000, toHz, toHz);
    expect(out).toHaveLength(toHz);
    expect(innerPeak(out.map((value, n) => value - expected[n]!))).toBeLessThan(1e-4);
  });

  it('[X1] leaves out what the lower rate cannot hold', () => {
    expect(innerPeak(resample(sine(30_000, 96_000, 96_000), 96_000, 44_100))).toBeLessThan(1e-4);
  });
});

describe('segments', () => {
  const ramp = (samples: number) => Float32Array.from({ length: samples }, (_, n) => n);
  const cut = (signal: Float32Array, rateHz: number, blockSamples: number) => {
    const cutter = new SegmentCutter(signal.length, rateHz);
    for (let at = 0; at < signal.length; at += blockSamples) cutter.push(signal.subarray(at, at + blockSamples));
    return cutter.finish();
  };

  it('[X5] four of 6 s from the beginning to the end, none on another where there is room', () => {
    expect(planSegments(3000, 100)).toEqual({ starts: [0, 800, 1600, 2400], length: 600 });
    expect([hasSeparateSegments(30), hasSeparateSegments(23.9)]).toEqual([true, false]);
    const { tuning, unseen } = namedSegments(cut(ramp(3000), 100, 7));
    expect([tuning.map((piece) => piece[0]), unseen.map((piece) => piece[0])]).toEqual([
      [0, 1600],
      [800, 2400],
    ]);
  });

  it('[X5] a shorter file is repeated, from another place each', () => {
    const pieces = cut(ramp(100), 100, 33);
    expect(pieces.map((piece) => piece[0])).toEqual([0, 25, 50, 75]);
    for (const piece of pieces) {
      expect(piece).toHaveLength(600);
      expect(piece.every((value, n) => value === (piece[0]! + n) % 100)).toBe(true);
    }
  });

  it('[X5] the size of the blocks does not matter, nor a header that promised too much', () => {
    const signal = ramp(1777);
    expect(cut(signal, 100, 1)).toEqual(cut(signal, 100, 5000));
    const cutter = new SegmentCutter(2000, 100);
    cutter.push(signal.subarray(0, 1000));
    const pieces = cutter.finish();
    expect(pieces.map((piece) => [piece[0], piece.length])).toEqual([
      [0, 600],
      [466, 600],
      [933, 600],
      [0, 600],
    ]);
    expect(pieces.every((piece) => piece.every((value) => value < 1000))).toBe(true);
    expect(new SegmentCutter(10, 100).finish()).toEqual([]);
  });
});

describe('partners', () => {
  const candidates = Array.from({ length: 20 }, (_, i): PartnerCandidate => {
    const descriptors = new Float64Array(DESCRIPTOR_COUNT).fill(i);
    return { id: `file ${i}`, genre: i === 1 ? 'other' : 'same', group: `recording ${Math.min(i, 18)}`, descriptors };
  });
  const own = candidates[0]!;

  it('[X5] are drawn with a seed, other genre or far away first, and never twice', () => {
    const drawn = drawPartners(own, candidates, 3, 1);
    expect(drawn).toEqual(drawPartners(own, candidates.toReversed(), 3, 1));
    expect(new Set(drawn).size).toBe(3);
    const everybody = Array.from({ length: 50 }, (_, seed) => drawPartners(own, candidates, 3, seed)).flat();
    const numbers = [...new Set(everybody)].map((id) => Number(id.slice(5)));
    // The one of another genre, and the farther half.
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  });

  it('[X5] come from the rest, the farthest first, where those do not suffice, and never from the same recording', () => {
    const all = drawPartners(own, candidates, 30, 1);
    expect(all.slice(10)).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((i) => `file ${i}`));
    expect(drawPartners(candidates[19]!, candidates, 30, 1)).not.toContain('file 18');
  });

  it('[X7] leave out whole recordings that presets were searched on', () => {
    const tuning = drawPartners(own, candidates, 3, 1);
    const unseen = drawPartners(own, candidates, 30, 1, [...tuning, 'file 19']);
    expect(unseen.filter((id) => tuning.includes(id))).toEqual([]);
    expect(unseen).not.toContain('file 18');
  });
});

describe('the measured score', () => {
  it('[X5] is mean purity less λ times mean mask change, with its spread over the mixtures', () => {
    const terms = measuredTerms([0.4, 0.1, 0.2, 0.3], 0.5);
    expect(terms.score).toBeCloseTo(0.2, 12);
    expect([terms.purity, terms.maskChange]).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.2, 12)]);
    expect(terms.spread).toBeCloseTo(0.15, 12);
    expect(() => measuredTerms([], 0.5)).toThrow(RangeError);
  });

  it('[X5] mixes partner by partner, segment by segment', () => {
    const [drums, noise] = ['drums-mono-44k1-s16.flac', 'noise-stereo-44k1-f32.wav'].map((file) =>
      mixToMono(readReferenceAudio(file).channels),
    );
    const own = [drums!.subarray(0, 60_000), drums!.subarray(30_000, 90_000)];
    const other = [noise!.subarray(0, 60_000), noise!.subarray(20_000, 80_000)];
    const setting = deriveHyperparameters([1, 0.1, 0, 0, 0]);
    const parts = measureParts(prepareMixtures(own, [other, own], REFERENCE_EAR), setting, 4);
    const { purity, maskChange } = separate(prepareMixture(own[1]!, other[1]!, 44_100), setting, 4);
    expect(parts).toHaveLength(8);
    expect([...parts.subarray(2, 4)]).toEqual([purity, maskChange]);
    // With itself a file has nothing to be told apart.
    expect(parts[4]).toBeLessThan(1e-6);
  });
});

describe('what is heard', () => {
  const [drums, plucks] = ['drums-mono-44k1-s16.flac', 'plucks-stereo-48k-s24.flac'].map((file) =>
    mixToMono(readReferenceAudio(file).channels).slice(0, 120_000),
  );
  const wanted = deriveHyperparameters([1.5, 0.15, 0.2, 0.3, -3]);

  it.each([4, 6])(
    '[B2, X2, G7] is what the plugin’s twin plays of the mixture, with %i clusters',
    async (clusterCount) => {
      const model = await loadShippedModel();
      const mixture = prepareMixture(drums!, plucks!, 44_100, pluginEar(model, clusterCount));
      const found: Float32Array[] = [];
      const settings = { ...SEARCH_SETTINGS, ...wanted, clusterCount };
      clusterSound(mixture, settings, (masks) => found.push(masks.slice()));

      const split = { ...pluginState({}).split, ...settings };
      const twin = new PluginTwin(
        { sampleRateHz: 44_100, channelCount: 1, auxCount: 0, bend: model, start: 'plugin' },
        { ...pluginState({}), split },
      );
      const gain = rmsOf(drums!) / rmsOf(plucks!);
      const sum = drums!.map((sample, n) => sample + Math.fround(gain * plucks![n]!));
      const output = [new Float32Array(1024)];
      let furthest = 0;
      for (const [frame, masks] of found.entries()) {
        twin.process([sum.subarray(frame * 1024, (frame + 1) * 1024)], output);
        twin.lastFrame.masks.forEach((mask, i) => (furthest = Math.max(furthest, Math.abs(mask - masks[i]!))));
      }
      expect(found).toHaveLength(117);
      expect(furthest).toBe(0);
      expect(twin.lastFrame.bendShare).toBeGreaterThan(0.2);
      expect(() => clusterSound(mixture, { ...settings, clusterCount: clusterCount === 4 ? 6 : 4 }, () => 0)).toThrow(
        RangeError,
      );
    },
  );

  it('[B3, X2] is wanted of the file, whatever it is mixed with, and the plugin’s defaults are knobs', async () => {
    const hops = hopsPerUpdate({ ...SEARCH_SETTINGS, clusterCount: 4 }, 44_100);
    const updates = traceBend([drums!], 44_100, await loadShippedModel(), PLUGIN_FRAMING, hops);
    const bend = unpackBend(packBend(updates));
    expect(bend).toEqual(updates.map(({ share, inferred }) => ({ share, inferred })));
    expect(writtenKnobs(wanted, bend)).toEqual(compensateKnobs(updates, playable(wanted)).knobs);
    const beyond = deriveHyperparameters([1.5, 0.15, 4, 0.3, -3]);
    expect(writtenKnobs(beyond, bend)).toEqual(writtenKnobs({ ...beyond, lowPenalty: 4, highPenalty: 2 }, bend));
    expect(writtenKnobs(DEFAULT_HYPERPARAMETERS, bend)).toEqual(DEFAULT_HYPERPARAMETERS);
    expect([heardValues(DEFAULT_HYPERPARAMETERS), heardValues(beyond)]).toEqual([
      DEFAULT_HYPERPARAMETERS,
      playable(beyond),
    ]);
  });
});

/** Of the signal with the zeros that the first frame has before it. */
function rmsOf(signal: Float32Array): number {
  return Math.sqrt(signal.reduce((sum, sample) => sum + sample * sample, 0) / (signal.length + 1024));
}

describe('measured search', () => {
  const budget = { startupTrials: 8, totalTrials: 24, seed: 7 };
  const scoreOf = (setting: { distancePenalty: number; normRate: number }) =>
    -((setting.distancePenalty - 1.3) ** 2) - 30 * (setting.normRate - 0.1) ** 2;
  const run = (search: MeasuredSearch, sizes: number, tried: Tried[]) => {
    for (let round = search.propose(sizes); round.length > 0; round = search.propose(sizes)) {
      for (const proposal of round) {
        const trial = { ...proposal, score: scoreOf(proposal.hyperparameters) };
        search.tell(trial);
        tried.push(trial);
      }
    }
    return tried;
  };

  it('[T3] draws the start-up as the trials of the proxy objective do', () => {
    const descriptors = new Float64Array(DESCRIPTOR_COUNT).fill(0.5);
    const study = new Study({ descriptors, budget: { ...budget, repeatsPerTrial: 1 } });
    const drawn = new MeasuredSearch(budget).propose(8).map(({ hyperparameters }) => hyperparameters);
    expect(drawn).toEqual(drawn.map(() => study.next().hyperparameters));
  });

  it.each([1, 8])('[T7] resumed after any round of %i it goes on as if it had never stopped', (size) => {
    const whole = run(new MeasuredSearch(budget), size, []);
    expect(whole).toHaveLength(24);
    for (const kept of [8, 16]) {
      const tried = whole.slice(0, kept);
      expect(run(new MeasuredSearch(budget, tried), size, [...tried])).toEqual(whole);
    }
  });

  it('[T3] its later rounds are better than its start-up', () => {
    const tried = run(new MeasuredSearch({ startupTrials: 12, totalTrials: 60, seed: 3 }), 8, []);
    const mean = (trials: readonly Tried[]) => trials.reduce((sum, { score }) => sum + score, 0) / trials.length;
    expect(mean(tried.slice(36))).toBeGreaterThan(0.5 * mean(tried.slice(0, 12)));
  });
});
