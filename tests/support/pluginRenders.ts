import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { AUX_COUNT } from '../../src/ml/plugin/pluginState.ts';
import { renderPlugin } from '../../src/ml/plugin/renderPlugin.ts';
import golden from '../fixtures/reference/plugin/audio.json' with { type: 'json' };
import { decodeFlac } from './decodeFlac.ts';
import { pluginState } from './pluginStates.ts';
import { readReferenceAudio } from './referenceAudio.ts';

type GoldenBus = (typeof golden.renders)[number];

/** One output of a render of the real plugin, and how far the twin's is from it. */
export interface Residual {
  readonly bus: string;
  /** Energy of the difference against the output's, or the twin's peak where the plugin is silent. */
  readonly decibels: number;
  readonly isSilent: boolean;
}

/** The outputs of one sound under one preset. */
export interface GoldenRender {
  readonly name: string;
  /** The most that the twin may differ by, in dB. */
  readonly limitDb: number;
  readonly buses: readonly GoldenBus[];
}

/** All renders of the real plugin, those with equal input and preset as one. */
export const GOLDEN_RENDERS: readonly GoldenRender[] = [...new Set(golden.renders.map(nameOf))].map((name) => ({
  name,
  buses: golden.renders.filter((render) => nameOf(render) === name),
  limitDb: name.startsWith('plucks') ? -60 : -80,
}));

function nameOf({ input, preset }: GoldenBus): string {
  return `${/(drums|plucks|speech)/.exec(input)?.[0]}, ${preset}`;
}

/** Renders as the plugin did, and compares. @param folder where the FLAC files of `audio.json` are. */
export function measureResiduals({ buses }: GoldenRender, model: RidgeParameters, folder: string): readonly Residual[] {
  const { input, samples, sampleRateHz, tailSamples, parameters } = buses[0]!;
  const file = input.split('/').at(-1)!;
  const sound = input.includes('/plugin/') ? readFlac(join(folder, file)) : readReferenceAudio(file);
  const { main, aux } = renderPlugin(
    sound.channels.map((channel) => channel.subarray(0, samples)),
    pluginState(parameters),
    { sampleRateHz, auxCount: AUX_COUNT, bend: model, start: 'plugin', isInTime: false, tailSamples },
  );
  return buses.map(({ bus, file, scale }) => {
    const out = bus === 'main' ? main : aux[Number(bus.slice(3)) - 1]!;
    if (file === null) return { bus, decibels: 20 * Math.log10(Math.max(...out.map(peak))), isSilent: true };
    return { bus, decibels: residualDb(out, readFlac(join(folder, file)).channels, scale), isSilent: false };
  });
}

function readFlac(path: string) {
  return decodeFlac(readFileSync(path));
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** A mono render stands for both channels, as both heard the same. */
function residualDb(out: readonly Float32Array[], expected: readonly Float32Array[], scale: number): number {
  let error = 0;
  let energy = 0;
  expected.forEach((channel, c) => {
    const own = out[c] ?? out[0]!;
    if (own.length !== channel.length) throw new Error(`a render of ${own.length} samples, not ${channel.length}`);
    channel.forEach((value, n) => {
      error += (value / scale - own[n]!) ** 2;
      energy += (value / scale) ** 2;
    });
  });
  return 10 * Math.log10(error / energy);
}
