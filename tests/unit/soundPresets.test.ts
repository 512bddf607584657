import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import { playKnobs } from '../../src/ml/plugin/compensateKnobs.ts';
import type { PluginParameters } from '../../src/domain/pluginParameters.ts';
import { TREATMENTS, type TreatmentId } from '../../src/domain/treatments.ts';
import {
  FRESH_STATE,
  presetForPlugin,
  presetForSounds,
  type WantedState,
  type WantedTreatment,
} from '../../src/stages/listening/choices/soundPresets.ts';
import type { Samples } from '../../src/workers/contracts/listening.ts';
import { somePreset } from '../support/presetFiles.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';

const { plugin: _, ...WANTED } = somePreset({});
const INFERRED = { distancePenalty: 2, normRate: 0.5, minimaxStrength: 0.5, lowPenalty: 4, highPenalty: 0.5 };
const UPDATES = [{ share: 0.4, inferred: INFERRED }];
const PART: Samples = { channels: [new Float32Array(2)], sampleRateHz: 44_100 };
const CONTROL = { signal: new AbortController().signal, onProgress: () => undefined };

/** Workers that decode what its name says can be decoded. */
function tools() {
  const failures: string[] = [];
  const worker = {
    decodeStart: async (_file: File, path: string) => {
      if (path.startsWith('broken')) throw new Error('broken');
      return { kind: 'done', channels: [new Float32Array(8)], sampleRateHz: 44_100 };
    },
    traceKnobs: async () => UPDATES,
    traceSound: async () => ({ updates: UPDATES, part: PART }),
    // A louder first cluster stands for any treatment; the one that takes attacks back does the opposite to this sound.
    fitTreatment: async (part: Samples, parameters: PluginParameters, id: TreatmentId) => {
      expect(part).toBe(PART);
      return {
        parameters: { ...parameters, clusterGainDb0: 1 + TREATMENTS.findIndex((known) => known.id === id) },
        isReached: true,
        isOpposite: id === 'transients-back',
      };
    },
  };
  const pool = { size: 2, run: async (work: (w: typeof worker) => unknown) => work(worker) };
  const log = { thrown: (_error: unknown, _stage: string, subject: string) => failures.push(subject) };
  return {
    failures,
    tools: {
      pool,
      log,
      dataSet: { builtInModelId: signal(null) },
      settings: pluginSettings(),
    } as unknown as Parameters<typeof presetForSounds>[0],
  };
}

it('[E4] a preset carries the treatment that was wanted, one of one’s own as it was saved, and never one that does the opposite', async () => {
  const { tools: some } = tools();
  const own = { name: 'Softer snare', parameters: { clusterGainDb1: -6 } };
  const treated = async (wanted: WantedTreatment, file: ReturnType<typeof fileOf> | null = fileOf('a.wav')) => {
    const { treatment, preset } = await presetForPlugin(
      some,
      WANTED,
      file,
      { treatment: wanted, split: null },
      CONTROL.signal,
    );
    const { clusterGainDb0, clusterGainDb1 } = preset.plugin.parameters;
    return [treatment, clusterGainDb0, clusterGainDb1];
  };
  expect(await treated(null)).toEqual(['Transients forward', 1, 0]);
  expect(await treated('gentle-glue')).toEqual(['Gentle glue', 6, 0]);
  expect(await treated('transients-back')).toEqual(['Transients forward', 1, 0]);
  expect(await treated(own)).toEqual(['Softer snare', 0, -6]);
  expect(await treated(own, null)).toEqual(['Softer snare', 0, -6]);
  expect(await treated('gentle-glue', null)).toEqual(['Plugin defaults', 0, 0]);
});

const fileOf = (path: string) => ({ file: new File([], path), path });

it('[B3] a preset for several sounds is compensated over those at hand, and one that is broken is named', async () => {
  const { tools: some, failures } = tools();
  const { preset } = await presetForSounds(some, WANTED, [fileOf('a.wav'), fileOf('broken.wav')], CONTROL);
  expect(failures).toEqual(['broken.wav']);
  expect(preset.plugin.compensated).toBe(true);
  const { distancePenalty, featureAdaptRate, featureMinimax, featureLowPenalty, featureHighPenalty } =
    preset.plugin.parameters;
  const knobs = {
    distancePenalty,
    normRate: featureAdaptRate,
    minimaxStrength: featureMinimax,
    lowPenalty: featureLowPenalty,
    highPenalty: featureHighPenalty,
  };
  const { played, reached } = playKnobs(UPDATES, knobs, WANTED.hyperparameters);
  expect(preset.plugin.reached).toEqual(reached);
  expect(preset.plugin.plays['distancePenalty']).toBeCloseTo(played.distancePenalty, 9);
});

it('[B3] without a sound at hand a preset is written plain and says that nothing is known of what plays', async () => {
  const { tools: some } = tools();
  for (const { preset } of [
    await presetForSounds(some, WANTED, [], CONTROL),
    await presetForPlugin(some, WANTED, null, FRESH_STATE, CONTROL.signal),
  ]) {
    expect(preset.plugin.compensated).toBe(false);
    expect(preset.plugin.plays['lowPenalty']).toBeNull();
    expect(preset.plugin.reached['lowPenalty']).toBeNull();
  }
});

it('[V7] a preset is split as it was left under Hear, compensated only where it was, an imported state’s knobs as they stand', async () => {
  const { tools: some } = tools();
  const settings = { numClusters: 6, clusterSpread: 2, glideMs: 20 };
  const of = async (compensates: boolean, knobs: typeof INFERRED | null = null) => {
    const state: WantedState = { treatment: 'defaults', split: { settings, compensates, knobs } };
    return (await presetForPlugin(some, WANTED, fileOf('a.wav'), state, CONTROL.signal)).preset.plugin;
  };
  const compensated = await of(true);
  expect(compensated.parameters).toMatchObject(settings);
  expect(compensated.compensated).toBe(true);
  const plain = await of(false);
  expect(plain.compensated).toBe(false);
  expect(plain.parameters.distancePenalty).toBeCloseTo(WANTED.hyperparameters.distancePenalty, 1);
  expect(plain.parameters.distancePenalty).not.toBe(compensated.parameters.distancePenalty);
  const imported = await of(true, INFERRED);
  expect(imported.parameters).toMatchObject({ distancePenalty: 2, featureLowPenalty: 4, ...settings });
  expect([imported.compensated, imported.reached['lowPenalty']]).toEqual([false, null]);
});
