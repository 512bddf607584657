import { signal } from '@preact/signals-core';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { PackagedPreset, PackageFormats } from '../../src/domain/preset.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { presetZip, type WantedSound } from '../../src/stages/data/presetZip.ts';
import { somePreset } from '../support/presetFiles.ts';
import { FRESH_STATE } from '../../src/stages/listening/choices/soundPresets.ts';
import { packingCalls } from '../../src/workers/compute/packing.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';

type Tools = Parameters<typeof presetZip>[0];

const FOLDER = 'InertiaAudio/InertiaBandsX/';
/** Of the n-th sound's preset. */
const penaltyOf = (n: number) => 0.5 + n / 100;

/** As many sounds as are asked for, none at hand, and workers that are told of what is zipped. */
function setting(count: number, pattern: string) {
  const zipped: PackagedPreset[] = [];
  const worker = {
    zipPresets: async (presets: readonly PackagedPreset[], formats: PackageFormats, methods: string) => {
      zipped.push(...presets);
      return packingCalls.zipPresets(presets, formats, methods);
    },
  };
  const held = { now: 0, most: 0 };
  const { plugin: _, ...preset } = somePreset({});
  const sounds = Array.from({ length: count }, (_sound, n): WantedSound => ({
    durationSec: 120,
    want: async () => {
      held.most = Math.max(held.most, (held.now += 1));
      // Every third one takes longer than those that begin after it.
      for (let turn = n % 3 === 0 ? 4 : 1; turn > 0; turn -= 1) await new Promise((resolve) => setTimeout(resolve, 0));
      held.now -= 1;
      return {
        preset: {
          ...preset,
          audioPath: `kicks/${n}.wav`,
          hyperparameters: { ...preset.hyperparameters, distancePenalty: penaltyOf(n) },
        },
        choice: `choice ${n}`,
        state: FRESH_STATE,
        file: null,
      };
    },
  }));
  const tools = {
    pool: { size: 16, run: async (work: (w: typeof worker) => unknown) => work(worker) },
    log: { thrown: () => undefined },
    dataSet: { builtInModelId: signal(null) },
    settings: {
      ...pluginSettings(),
      presetNames: signal(pattern),
      presetFormats: signal({ audioUnit: false, json: false }),
    },
  } as unknown as Tools;
  return { tools, sounds, zipped, held };
}

it('[V7] [V8] there is a preset for each sound, in their order, named by the pattern, each as the plugin reads it, and few sounds are held at once', async () => {
  const { tools, sounds, zipped, held } = setting(300, '{number} {folder} {name}');
  const seen: number[] = [];
  const control = {
    signal: new AbortController().signal,
    onProgress: ({ done }: { readonly done: number }) => seen.push(done),
  };
  const { zip, plain } = await presetZip(tools, sounds, control);
  expect(zipped.map(({ name, choice }) => [name, choice])).toEqual(
    sounds.map((_, n) => [`${String(n + 1).padStart(3, '0')} kicks ${n}`, `choice ${n}`]),
  );
  expect([plain, seen.at(-1)]).toEqual([300, 300]);
  expect(held.most).toBeLessThanOrEqual(3);

  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  const presets = Object.entries(files).filter(([path]) => path.startsWith(FOLDER));
  expect(presets).toHaveLength(300);
  for (const [n, [path, bytes]] of presets.toSorted(([a], [b]) => a.localeCompare(b)).entries()) {
    const { name, parameters } = readPluginPreset(bytes, path.slice(FOLDER.length));
    expect(name).toMatch(new RegExp(`kicks ${n}(?!\\d)`, 'u'));
    expect(parameters.distancePenalty).toBeCloseTo(penaltyOf(n), 5);
  }
});

it('[V7] a zip that was stopped is not written', async () => {
  const { tools, sounds, zipped } = setting(300, '{name}');
  const stopping = new AbortController();
  const control = {
    signal: stopping.signal,
    onProgress: ({ done }: { readonly done: number }) => (done > 10 ? stopping.abort() : undefined),
  };
  await expect(presetZip(tools, sounds, control)).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(zipped).toEqual([]);
});
