import { describe, expect, it } from 'vitest';
import type { ClusterHyperparameters } from '../../src/domain/clusterSettings.ts';
import { planClustering, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { compensateKnobs } from '../../src/ml/plugin/compensateKnobs.ts';
import { PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import { BENT_KNOBS, bendKnobs } from '../../src/ml/plugin/knobBend.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { traceBend } from '../../src/ml/plugin/bendTracer.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

const WANTED: ClusterHyperparameters = {
  distancePenalty: 1.7,
  normRate: 0.12,
  lowPenalty: 2.2,
  highPenalty: 0.4,
  minimaxStrength: 0.3,
};
const INFERRED: ClusterHyperparameters = {
  distancePenalty: 1,
  normRate: 0.001,
  lowPenalty: 4,
  highPenalty: 5,
  minimaxStrength: 0,
};

it('[B2] a knob is bent towards the end of its range where the plugin infers more than that', () => {
  const inferred = { distancePenalty: 9, normRate: -1, lowPenalty: 5, highPenalty: 5, minimaxStrength: 2 };
  expect(bendKnobs(WANTED, { share: 1, inferred })).toEqual({
    distancePenalty: 6,
    normRate: 0,
    lowPenalty: 4,
    highPenalty: 2,
    minimaxStrength: 1,
  });
});

describe('knobs that make up for the bend', () => {
  it('[B3] are the wanted values, on their steps, where nothing bends', () => {
    const wanted = { ...WANTED, distancePenalty: 1.234 };
    const { knobs, reached } = compensateKnobs([{ share: 0, inferred: INFERRED }], wanted);
    expect(knobs).toEqual({ ...WANTED, distancePenalty: 1.23 });
    expect(Object.values(reached)).toEqual([true, true, true, true, true]);
    expect(compensateKnobs([], WANTED).knobs).toEqual(WANTED);
  });

  it('[B3] overshoot by what a constant bend takes, within the range', () => {
    const { knobs, played, reached } = compensateKnobs([{ share: 0.5, inferred: INFERRED }], WANTED);
    // 2·wanted − inferred, what is inferred of the high penalty being limited to 2 before.
    expect(knobs.distancePenalty).toBeCloseTo(2.4, 9);
    expect(knobs.normRate).toBeCloseTo(0.24, 9);
    expect(knobs.lowPenalty).toBeCloseTo(0.4, 9);
    expect(knobs.highPenalty).toBe(0);
    expect(knobs.minimaxStrength).toBeCloseTo(0.6, 9);
    expect(played.lowPenalty).toBeCloseTo(2.2, 9);
    expect(played.highPenalty).toBeCloseTo(1, 9);
    expect(reached).toEqual({
      distancePenalty: true,
      normRate: true,
      lowPenalty: true,
      highPenalty: false,
      minimaxStrength: true,
    });
  });

  it('[B3] make up for the end of the range, where the plugin infers more than that', () => {
    const { knobs, played, reached } = compensateKnobs([{ share: 0.1, inferred: INFERRED }], WANTED);
    // (wanted − 0.1 · 2) / 0.9, on its step.
    expect(knobs.highPenalty).toBeCloseTo(0.22, 9);
    expect(played.highPenalty).toBeCloseTo(0.398, 9);
    expect(reached.highPenalty).toBe(true);
  });

  it('[B3] leave a smaller squared distance over a sound’s updates than any knob beside them', async () => {
    const { channels, sampleRateHz } = readReferenceAudio('drums-mono-44k1-s16.flac');
    const plan = planClustering({ ...SEARCH_SETTINGS, ...WANTED, clusterCount: 4 }, sampleRateHz);
    const model = await loadShippedModel();
    const updates = traceBend(channels, sampleRateHz, model, PLUGIN_FRAMING, plan.hopsPerClusterUpdate);
    const { knobs, played } = compensateKnobs(updates, WANTED);
    for (const { key, high } of BENT_KNOBS) {
      const effective = (knob: number) => updates.map(({ share, inferred }) => knob + share * (inferred[key] - knob));
      const distance = (knob: number) => effective(knob).reduce((sum, value) => sum + (value - WANTED[key]) ** 2, 0);
      for (const other of [knobs[key] - 0.02, knobs[key] + 0.02]) {
        if (other >= 0 && other <= high) expect(distance(other), key).toBeGreaterThan(distance(knobs[key]));
      }
      const mean = effective(knobs[key]).reduce((sum, value) => sum + value, 0) / updates.length;
      expect(played[key], key).toBeCloseTo(mean, 6);
    }
    expect(knobs.normRate).toBeGreaterThan(WANTED.normRate);
  });
});
