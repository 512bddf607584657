import { describe, expect, it } from 'vitest';
import type { ClusterHyperparameters } from '../../src/domain/clusterSettings.ts';
import type { BendUpdate } from '../../src/ml/plugin/bendTracer.ts';
import { planClustering, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import { BENT_KNOBS, KnobBend } from '../../src/ml/plugin/knobBend.ts';
import { RuntimeAnalyser } from '../../src/ml/plugin/runtimeAnalyser.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { traceBend } from '../../src/ml/plugin/bendTracer.ts';
import golden from '../fixtures/reference/plugin/blend.json' with { type: 'json' };
import { readReferenceAudio } from '../support/referenceAudio.ts';

const model = await loadShippedModel();

type Run = (typeof golden.runs)[number];

/** A row's values by the names of its columns. */
function valuesOf(row: readonly number[]): Record<string, number> {
  return Object.fromEntries(golden.columns.map((name, i) => [name, row[i]!]));
}

function knobsOf(values: Record<string, number>, group: string): ClusterHyperparameters {
  return {
    distancePenalty: values[`${group}.distancePenalty`]!,
    normRate: values[`${group}.adaptRate`]!,
    lowPenalty: values[`${group}.lowPenalty`]!,
    highPenalty: values[`${group}.highPenalty`]!,
    minimaxStrength: values[`${group}.minimax`]!,
  };
}

/** The largest |a − b| over the five, each relative to the expected one, or absolute where that is below `floor`. */
function largestError(actual: ClusterHyperparameters, expected: ClusterHyperparameters, floor: number): number {
  return Math.max(
    ...BENT_KNOBS.map(({ key }) => Math.abs(actual[key] - expected[key]) / Math.max(Math.abs(expected[key]), floor)),
  );
}

function follow(run: Run): readonly BendUpdate[] {
  const { channels, sampleRateHz } = readReferenceAudio(run.file);
  expect(sampleRateHz).toBe(run.sampleRate);
  const start = run.convention === 'asInPlugin' ? 'plugin' : 'sample 0';
  return traceBend(channels, sampleRateHz, model, { ...PLUGIN_FRAMING, start }, run.hopsPerClusterUpdate);
}

describe.each(golden.runs)('the bend of $file, $setting, $convention', (run) => {
  it('[B1, B2] agrees to 2e-6 given the plugin’s predictions', () => {
    const bend = new KnobBend(model);
    for (const row of run.rows) {
      const values = valuesOf(row);
      const prediction = {
        hyperparameters: knobsOf(values, 'prediction'),
        confidence: values['prediction.confidence']!,
      };
      bend.take(values.predictionValid === 1 ? prediction : null);
      expect(largestError(bend.inferred, knobsOf(values, 'inferred'), 1)).toBeLessThan(2e-6);
      expect(Math.abs(bend.confidence - values.smoothedConfidence!)).toBeLessThan(2e-6);
      const effective = bend.effective(knobsOf(values, 'knob'));
      expect(largestError(effective, knobsOf(values, 'effective'), 1)).toBeLessThan(2e-6);
    }
  });

  it('[B1, B2, P8, P9, G7] agrees from the sound to what plays', () => {
    const tolerance = run.descriptorsRoundingSensitive ? 1e-2 : 1e-3;
    const updates = follow(run);
    expect(updates).toHaveLength(run.updates);
    let worst = 0;
    run.rows.forEach((row, i) => {
      const values = valuesOf(row);
      const { frame, prediction, inferred, share } = updates[i]!;
      expect(frame).toBe(values.frame);
      expect(prediction !== null).toBe(values.predictionValid === 1);
      const knobs = knobsOf(values, 'knob');
      const effective = { ...knobs };
      for (const { key, high } of BENT_KNOBS) effective[key] += share * (Math.min(inferred[key], high) - knobs[key]);
      worst = Math.max(worst, largestError(effective, knobsOf(values, 'effective'), 1e-3));
    });
    expect(worst).toBeLessThan(tolerance);
  });
});

it('[G7, P7, P8] the analyser measures from the plugin’s first frame on, at any FFT size and hop', () => {
  const { channels, sampleRateHz } = readReferenceAudio('plucks-stereo-48k-s24.flac');
  const framings = [PLUGIN_FRAMING, { ...PLUGIN_FRAMING, frameSamples: 4096 }, { ...PLUGIN_FRAMING, hopSamples: 512 }];
  for (const framing of framings) {
    const analyser = new RuntimeAnalyser(sampleRateHz, Number.MAX_SAFE_INTEGER, Infinity, framing);
    analyser.push(channels);
    const updates = traceBend(channels, sampleRateHz, model, framing, 1);
    expect(updates).toHaveLength(Math.floor(channels[0]!.length / framing.hopSamples));
    expect(analyser.current()).toEqual(updates.at(-1)!.descriptors);
  }
});

it('[B1, C4] updates come as often as the plugin’s plan says', () => {
  for (const run of golden.runs) {
    const settings = { ...SEARCH_SETTINGS, ...knobsOf(valuesOf(run.rows[0]!), 'knob'), clusterCount: run.numClusters };
    const plan = planClustering({ ...settings, updateHz: 20 }, run.sampleRate);
    expect(plan.hopsPerClusterUpdate).toBe(run.hopsPerClusterUpdate);
  }
});
