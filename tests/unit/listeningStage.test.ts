import { effect, signal } from '@preact/signals-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DEFAULT_MEASURED_SETTINGS } from '../../src/domain/measured.ts';
import { hyperparametersOfState, PLUGIN_DEFAULTS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import { TREATMENTS, type TreatmentId } from '../../src/domain/treatments.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { selectionFor } from '../../src/stages/judging/preselected.ts';
import { ListeningStage } from '../../src/stages/listening/hear/listeningStage.ts';
import { refreshChoices } from '../../src/stages/listening/choices/refreshChoices.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';

type Dependencies = ConstructorParameters<typeof ListeningStage>[0];

const RATE_HZ = 8000;
const UNREADABLE = 'unreadable.wav';
const source = (n: number) => ({ kind: 'data-set', audioId: `file-${n}`, path: `sounds/${n}.wav` }) as const;

const OFFERED = { kind: 'offered', path: 'new/x.wav' } as const;

beforeAll(() => {
  const copyToChannel = () => undefined;
  vi.stubGlobal(
    'AudioBuffer',
    class {
      readonly duration = 1;
      readonly copyToChannel = copyToChannel;
    },
  );
});
afterAll(() => void vi.unstubAllGlobals());

function silentFile(n: number): AudioRecord {
  const file = describedFile(n);
  if (file.descriptors.kind !== 'done') return file;
  const descriptors = { ...file.descriptors.descriptors, logEnergyMedian: -23, dynamicRangeProxy: 0 };
  return { ...file, descriptors: { ...file.descriptors, descriptors } };
}

/** Hear over three sounds and a silent one, split into parts of which a louder one stands for each treatment. */
async function hear() {
  const { dataSet } = new FollowedDataSet([...[0, 1, 2].map(describedFile), silentFile(3)]);
  await dataSet.whenCurrent();
  const worker = {
    decodeStart: async ({ name }: File) => {
      if (name === UNREADABLE) throw new Error('not audio');
      return { kind: 'done', channels: [new Float32Array(RATE_HZ)], sampleRateHz: RATE_HZ };
    },
    traceKnobs: async () => [],
    matchedGains: async (_: unknown, states: readonly unknown[]) => states.map(() => 1),
    fitTreatment: async (_: unknown, parameters: PluginParameters, id: TreatmentId) => {
      const clusterGainDb0 = 1 + TREATMENTS.findIndex((known) => known.id === id);
      // Whatever a treatment does, it does to the parts of a split.
      const { distancePenalty, numClusters, clusterSpread } = parameters;
      const ofSplit = { clusterGainDb6: numClusters + clusterSpread, clusterGainDb7: distancePenalty };
      const fitted = { ...parameters, clusterGainDb0, ...ofSplit };
      return { parameters: fitted, figures: { airDb: clusterSpread }, isReached: true, isOpposite: false };
    },
  };
  const log = new LogBook();
  const parts = {
    pool: { size: 2, run: async (work: (remote: typeof worker) => unknown) => work(worker) },
    sources: { open: async (audioId: string) => new File([], audioId), presenceOf: () => 'here' },
    models: { answering: signal(null) },
    prediction: {
      filePredictions: signal([]),
      offered: signal([{ path: OFFERED.path, file: new File([], 'x.wav') }]),
    },
    preferences: { optima: signal(new Map()) },
    settings: { measured: signal(DEFAULT_MEASURED_SETTINGS), ...pluginSettings() },
    judge: { verdictOf: () => null, judge: async () => undefined },
  } as unknown as Omit<Dependencies, 'dataSet' | 'jobs' | 'log'>;
  const deps = { ...parts, dataSet, log, jobs: new JobBoard(log) };
  const listening = new ListeningStage(deps);
  const open = async (n: number) => expect(await listening.open(source(n))).toBe('done');
  return { listening, open, deps };
}

it('[E1] while a sound is opened, nothing that was done to the one before is exported or kept under its name', async () => {
  const { listening, open } = await hear();
  await open(0);
  await listening.treating.treat('gentle-glue');
  listening.choices.keep('file-1', { treatment: 'tame-air' });
  const seen: unknown[] = [];
  effect(() => {
    const { sound, fitting, controls } = listening;
    seen.push([sound.value?.source.path, fitting.value ? 'fitting' : controls.state.value.treatment]);
  });
  await open(1);
  const ofOther = JSON.stringify(['sounds/1.wav', 'gentle-glue']);
  expect(seen.map((state) => JSON.stringify(state))).not.toContain(ofOther);
  expect(seen.at(-1)).toEqual(['sounds/1.wav', 'tame-air']);
  expect(seen).toContainEqual(['sounds/1.wav', 'fitting']);
});

it('[E1] a sound that cannot be opened leaves the one before as it was, and one that is told of is the one that plays', async () => {
  const { listening, open } = await hear();
  const load = vi.spyOn(listening.player, 'load');
  const told: unknown[] = [];
  effect(() => void told.push([listening.sound.value?.source.path, load.mock.calls.length]));
  await open(0);
  listening.setParameters({ clusterGainDb1: 3 });
  expect(await listening.open({ kind: 'file', path: 'no.wav', file: new File([], UNREADABLE) })).toBe('failed');
  expect(listening.sound.value?.source).toEqual(source(0));
  listening.controls.undo();
  expect(listening.parameters.value.clusterGainDb1).toBe(0);
  await open(1);
  expect(told).toEqual([
    [undefined, 0],
    ['sounds/0.wav', 1],
    [undefined, 1],
    ['sounds/1.wav', 2],
  ]);
});

it('[E1] the sound that is chosen last is opened, and does not wait for the one before', async () => {
  const { listening, deps } = await hear();
  const before = listening.open(source(0));
  const last = listening.open(source(1));
  expect(await Promise.all([before, last])).toEqual(['stopped', 'done']);
  expect(listening.sound.value?.source).toEqual(source(1));
  expect(deps.log.entries.value.filter(({ message }) => message.includes('waits'))).toEqual([]);
});

it('[J7] nothing is fitted to what is silent, whatever was chosen for it', async () => {
  const { listening, open } = await hear();
  listening.choices.keep('file-2', { treatment: 'tame-air' });
  await open(3);
  const treatment = () => listening.controls.state.value.treatment;
  expect(treatment()).toBe('defaults');
  await listening.treating.treat('gentle-glue');
  expect(treatment()).toBe('defaults');
  await open(2);
  expect(treatment()).toBe('tame-air');
  listening.choices.keep('file-3', { treatment: 'tame-air' });
  await open(3);
  expect(treatment()).toBe('defaults');
});

it('[E4] [V7] a treatment by name is fitted to the split that is heard, whoever chose it, and stays while the defaults take its place', async () => {
  const { listening, open } = await hear();
  await open(0);
  await listening.treating.treat('gentle-glue');
  const { controls, parameters } = listening;
  const fittedTo = () => controls.state.value.settings.clusterGainDb7;
  const before = parameters.value.distancePenalty;
  expect(fittedTo()).toBe(before);
  const other = listening.candidates.value.find(
    ({ id, hyperparameters }) =>
      id !== 'defaults' && hyperparameters.distancePenalty !== listening.chosen.value.hyperparameters.distancePenalty,
  );
  listening.choose(other?.id ?? '');
  expect(listening.fitting.value).toBe(true);
  await expect.poll(() => listening.fitting.value).toBe(false);
  expect(parameters.value.distancePenalty).not.toBe(before);
  expect(fittedTo()).toBe(parameters.value.distancePenalty);
  expect(controls.state.value.treatment).toBe('gentle-glue');

  const mine = fittedTo();
  listening.swapDefaults();
  expect([listening.fitting.value, fittedTo()]).toEqual([false, mine]);
  listening.swapDefaults();
  expect([listening.fitting.value, fittedTo()]).toEqual([false, mine]);
  controls.undo();
  await expect.poll(() => listening.fitting.value).toBe(false);
  expect([fittedTo(), parameters.value.distancePenalty]).toEqual([before, before]);
});

it('[E4] [V7] a treatment by name, and what is said of it, follow clusters and spread, as an export of the sound fits it, and go back with them', async () => {
  const { listening, open } = await hear();
  await open(0);
  await listening.treating.treat('gentle-glue');
  const settled = async () => vi.waitFor(() => expect(listening.fitting.value).toBe(false));
  const heard = () => {
    const { settings, treatment, fitted } = listening.controls.state.value;
    const { numClusters, clusterSpread, clusterGainDb6 } = settings;
    return [numClusters, clusterSpread, clusterGainDb6, treatment, `${fitted?.figures.airDb} dB`];
  };
  listening.setClusterCount(6);
  await settled();
  expect(heard()).toEqual([6, 1, 7, 'gentle-glue', '1 dB']);
  listening.setSplitParameters({ clusterSpread: 1.5 });
  await settled();
  listening.setSplitParameters({ clusterSpread: 2 });
  expect(listening.fitting.value).toBe(true);
  listening.setSplitParameters({ clusterSpread: 3 });
  await settled();
  expect(heard()).toEqual([6, 3, 9, 'gentle-glue', '3 dB']);
  listening.controls.undo();
  expect(heard()).toEqual([6, 1, 7, 'gentle-glue', '1 dB']);
  listening.controls.undo();
  await settled();
  expect(heard()).toEqual([4, 1, 5, 'gentle-glue', '1 dB']);
  expect(listening.choices.wantedFor('file-0')).toEqual({ treatment: 'gentle-glue', split: null });
});

it('[V7] what a sound opens with in Hear is what an export writes for it, whatever was done to the one before', async () => {
  const { listening, open } = await hear();
  await open(0);
  await listening.treating.treat('gentle-glue');
  listening.setParameters({ numClusters: 6, clusterGainDb1: 3 });
  listening.setSplitParameters({ clusterSpread: 2 });
  await open(1);
  const { treatment, settings } = listening.controls.state.value;
  expect(listening.choices.treatmentFor('file-1')).toBeNull();
  expect(treatment).toBe('transients-forward');
  expect(settings).toMatchObject({ numClusters: 4, clusterSpread: 1, clusterGainDb1: 0 });
  expect(listening.choices.wantedFor('file-1')).toEqual({ treatment: null, split: null });
  await open(0);
  expect(listening.controls.state.value.settings).toMatchObject({
    numClusters: 6,
    clusterSpread: 2,
    clusterGainDb1: 3,
  });
  listening.controls.edit('compensates', { compensates: false });
  await open(1);
  expect(listening.choices.wantedFor('file-0').split).toEqual({
    settings: { numClusters: 6, clusterSpread: 2 },
    compensates: false,
    knobs: null,
  });
});

it('[V7] a sound that was only offered is exported and opened again as it was left, in this visit', async () => {
  const { listening, open } = await hear();
  await listening.open(OFFERED);
  listening.setParameters({ numClusters: 6, clusterGainDb1: 3 });
  await listening.importPreset(presetOf(5));
  listening.setSplitParameters({ clusterSpread: 2 });
  await open(1);
  const { treatment, split } = listening.choices.wantedFor('offered new/x.wav');
  expect(treatment).toMatchObject({ parameters: { clusterGainDb2: 5 } });
  expect(split).toMatchObject({ settings: { clusterSpread: 2 }, knobs: hyperparametersOfState(PLUGIN_DEFAULTS) });
  expect(listening.choices.candidateFor('offered new/x.wav')).toMatchObject({ id: 'imported' });
  await listening.open(OFFERED);
  expect(listening.isImported.value).toBe(true);
  expect(listening.parameters.value).toMatchObject({ clusterSpread: 2, clusterGainDb2: 5 });
});

it('[V7] a sound that joins the data set has there what was chosen for it while it was only offered', async () => {
  const { listening, open } = await hear();
  await listening.open(OFFERED);
  await listening.importPreset(presetOf(5));
  listening.setSplitParameters({ numClusters: 6 });
  listening.controls.edit('compensates', { compensates: false });
  const left = listening.parameters.value;
  listening.join(new Map([[OFFERED.path, 'file-2']]));
  expect(listening.sound.value?.source).toEqual(source(2));
  expect(listening.parameters.value).toEqual(left);
  listening.setParameters({ clusterGainDb1: 3 });
  const { treatment, split } = listening.choices.wantedFor('file-2');
  expect(treatment).toMatchObject({ parameters: { clusterGainDb1: 3, clusterGainDb2: 5 } });
  expect(split).toEqual({
    settings: { numClusters: 6 },
    compensates: false,
    knobs: hyperparametersOfState(PLUGIN_DEFAULTS),
  });
  expect(listening.choices.wantedFor('offered new/x.wav')).toEqual({ treatment: null, split: null });
  await open(1);
  await open(2);
  expect(listening.isImported.value).toBe(true);
  expect(listening.parameters.value).toEqual({ ...left, clusterGainDb1: 3 });
});

it('[J6] the answer that direct search refined stays chosen as direct search where its sound joins the data set', async () => {
  const { listening } = await hear();
  await listening.open(OFFERED);
  listening.choose('refined');
  listening.join(new Map([[OFFERED.path, 'file-2']]));
  expect(listening.choices.candidateFor('file-2').id).toBe('direct');
  expect(listening.chosen.value.id).toBe('direct');
});

it('[V7] a file of no data set keeps what was done to it where the project’s rate has it opened anew', async () => {
  const { listening } = await hear();
  const file = { kind: 'file', path: 'x.wav', file: new File([], 'x.wav') } as const;
  await listening.open(file);
  listening.setParameters({ numClusters: 6, clusterGainDb1: 3 });
  await listening.setProjectRate(RATE_HZ);
  expect(listening.controls.state.value.settings).toMatchObject({ numClusters: 6, clusterGainDb1: 3 });
});

const presetOf = (clusterGainDb2: number) =>
  new File([encodeVstPreset({ ...PLUGIN_DEFAULTS, clusterGainDb2 })], 'plain.vstpreset');

it('[J6] a preset is imported for the sound that is open then: another opens with its own, and choosing another leaves it', async () => {
  const { listening, open } = await hear();
  await open(0);
  listening.choices.keep('file-1', { treatment: 'tame-air' });
  await listening.importPreset(presetOf(5));
  expect([listening.isImported.value, listening.parameters.value.clusterGainDb2]).toEqual([true, 5]);
  listening.choose('defaults');
  expect(listening.chosen.value.id).toBe('defaults');
  await open(1);
  expect(listening.candidates.value.map(({ id }) => id)).not.toContain('imported');
  expect([listening.isImported.value, listening.controls.state.value.treatment]).toEqual([false, 'tame-air']);
  await open(0);
  expect(listening.candidates.value.map(({ id }) => id)).toContain('imported');
  expect(listening.chosen.value.id).toBe('defaults');
});

it('[tabs] [V7] the open sound begins anew where another tab has chosen otherwise for it, else it stays as it is', async () => {
  const { listening, open } = await hear();
  await open(0);
  listening.setParameters({ clusterGainDb1: 3 });
  await refreshChoices(listening);
  expect(listening.controls.canUndo.value).toBe(true);
  vi.spyOn(listening.choices, 'load').mockImplementation(async () => {
    listening.choices.keep('file-0', { treatment: 'tame-air' });
  });
  await refreshChoices(listening);
  expect(listening.controls.state.value).toMatchObject({ treatment: 'tame-air', settings: { clusterGainDb1: 0 } });
  expect(listening.choices.wantedFor('file-0').treatment).toBe('tame-air');
});

it('[J6] a split that was chosen for a sound stays chosen when others are heard, and not because the defaults are compared', async () => {
  const { listening, open, deps } = await hear();
  const exported = (n: number) => {
    const record = deps.dataSet.get(`file-${n}`);
    if (record?.descriptors.kind !== 'done') throw new Error('not described');
    const chosen = listening.choices.candidateFor(`file-${n}`);
    return selectionFor(deps, source(n), record.descriptors.descriptors, chosen).selected.id;
  };
  await open(0);
  listening.choose('defaults');
  await open(1);
  listening.swapDefaults();
  await open(2);
  listening.choose('gone-since');
  expect([exported(0), exported(1), exported(2)]).toEqual(['defaults', 'general', 'general']);
  await open(0);
  expect(listening.chosen.value.id).toBe('defaults');
  listening.controls.edit('candidate', { candidateId: 'direct' });
  listening.controls.undo();
  await open(1);
  expect(listening.chosen.value.id).toBe('general');
  expect(exported(0)).toBe('defaults');
});

it('[J6] an imported preset stays chosen for its sound, with all of its state', async () => {
  const { listening, open } = await hear();
  await open(0);
  const state = { ...PLUGIN_DEFAULTS, numClusters: 6, clusterGainDb2: 5 };
  await listening.importPreset(new File([encodeVstPreset(state)], 'six.vstpreset'));
  await open(1);
  await open(0);
  expect(listening.isImported.value).toBe(true);
  expect(listening.parameters.value).toMatchObject({ numClusters: 6, clusterGainDb2: 5 });
  await expect.poll(() => listening.plan.value.plays).not.toBeNull();
  // Its knobs are what was written, not what was wanted of them.
  expect(listening.plan.value.reached).toBeNull();
});

it('[J6] a preset that is imported while a sound is opened, or before one is, is heard on that sound', async () => {
  const { listening, open } = await hear();
  await listening.importPreset(presetOf(5));
  await open(0);
  expect([listening.isImported.value, listening.parameters.value.clusterGainDb2]).toEqual([true, 5]);
  await Promise.all([open(1), listening.importPreset(presetOf(6))]);
  expect([listening.isImported.value, listening.parameters.value.clusterGainDb2]).toEqual([true, 6]);
  await open(2);
  expect(listening.imported.value).toBeNull();
});
