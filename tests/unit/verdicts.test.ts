import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { hyperparametersOfState, PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { dataVerdict } from '../../src/ui/data/dataVerdict.ts';
import { importVerdict } from '../../src/ui/import/importVerdict.ts';
import { inferenceVerdict } from '../../src/ui/inference/inferenceVerdict.ts';
import { searchVerdict } from '../../src/ui/optimise/searchVerdict.ts';
import { countsOf } from '../fakes/countsOf.ts';
import { describedFile } from '../fakes/describedFile.ts';

const hyperparameters = { ...hyperparametersOfState(PLUGIN_DEFAULTS), basePenaltyLog: 0, penaltySkew: 0 };
const lacking = Array.from({ length: 24 }, (_, n) => describedFile(n));
const searched = lacking.map((record) => ({ ...record, best: { audioId: '', score: 0.5, hyperparameters } }));
const failed: AudioRecord = { ...describedFile(99), descriptors: { kind: 'failed', reason: 'no audio' } };

describe('the card of Import + Descriptors', () => {
  const standing = { isWorking: false, hasModel: false, minimumRows: 12 };

  it.each([
    ['nothing is there', [], standing, 'examples', 'Start with sounds'],
    ['presets lack', lacking, standing, 'run-all', 'Presets for 0 of 24 sounds'],
    ['a model lacks that could be trained', searched, standing, 'run-all', 'Presets for all 24 sounds'],
    ['there are too few sounds for one', searched.slice(0, 3), standing, 'library', 'Presets for all 3 sounds'],
    ['all is ready', searched, { ...standing, hasModel: true }, 'library', 'Presets for all 24 sounds'],
    ['Run All works', lacking, { ...standing, isWorking: true }, 'run-all', 'Presets for 0 of 24 sounds so far'],
    ['no file could be described', [failed], standing, 'add', 'No sound gets a preset, 1 failed'],
    [
      'one of them could not',
      [...searched, failed],
      { ...standing, hasModel: true },
      'library',
      'Presets for all 24 sounds, 1 failed',
    ],
  ])('says what helps where %s', (_, records, now, step, heading) => {
    const verdict = importVerdict(countsOf(records), now);
    expect(verdict.step).toBe(step);
    expect(verdict.heading).toBe(heading);
  });
});

describe('the card of Bayesian Opt', () => {
  const standing = {
    files: 3,
    described: 3,
    missing: 0,
    path: 'kick.wav',
    isRunning: false,
    run: null,
    needs: 'Needs.',
  };
  const run = { trials: 40, score: 0.5, isResumable: false };

  it.each([
    [{ files: 0, described: 0 }, 'import', 'No sounds yet', 'Needs.'],
    [{ described: 0 }, 'import', 'No descriptors yet', 'Needs.'],
    [{ missing: 2 }, 'all', 'Best parameters for 1 of 3 sounds', 'Run BO for All'],
    [{ missing: 1 }, 'one', 'Best parameters for 2 of 3 sounds', 'No search by trials on kick.wav yet'],
    [{}, 'one', 'Best parameters for all 3 sounds', 'No search by trials on kick.wav yet'],
    [{ files: 1, described: 1, run }, 'one', 'Best parameters for the sound', '40 trials on kick.wav reached 0.50000'],
    [{ run: { ...run, isResumable: true } }, 'resume', 'for all 3 sounds', 'it has 40 trials'],
    [{ run, isRunning: true }, 'stop', 'for all 3 sounds', 'Stop keeps'],
  ])('says what helps: %j', (change, step, heading, words) => {
    const verdict = searchVerdict({ ...standing, ...change });
    expect(verdict.step).toBe(step);
    expect(verdict.heading).toContain(heading);
    expect(verdict.words.join(' ')).toContain(words);
  });
});

describe('the card of Inference', () => {
  const standing = { hasModel: true, chosen: [], isPredicting: false, answered: 0, presets: 0 };

  it.each([
    [{ hasModel: false }, 'model', 'No model yet'],
    [{}, 'choose', 'A preset for any sound'],
    [{ chosen: ['kick.wav'] }, 'predict', 'kick.wav is chosen'],
    [{ chosen: ['kick.wav', 'pad.wav'] }, 'predict', '2 sounds are chosen'],
    [{ chosen: ['kick.wav', 'pad.wav'], isPredicting: true }, 'predict', 'The model answers for 2 sounds'],
    [{ chosen: ['kick.wav'], answered: 1, presets: 1 }, 'export', 'A preset for kick.wav'],
    [{ chosen: ['kick.wav', 'pad.wav'], answered: 2, presets: 2 }, 'export', '2 presets'],
    [{ chosen: ['silence.wav'], answered: 1 }, 'choose', 'No preset for silence.wav'],
  ])('says what helps: %j', (change, step, heading) => {
    expect(inferenceVerdict({ ...standing, ...change })).toMatchObject({ step, heading });
  });
});

describe('the card of Data', () => {
  const [due, held] = [true, false].map((isDue) => ({ words: 'Of the export.', isDue, urgent: null }));
  const safe = {
    reminder: held ?? null,
    storesNothing: false,
    keepsNone: false,
    lastBackupAt: new Date(0),
    isBackupWanting: false,
  };

  it.each([
    [{ reminder: null }, 'import', 'Nothing to lose yet'],
    [{ reminder: due ?? null, lastBackupAt: null }, 'export', 'Not all of it is exported'],
    [{ storesNothing: true, keepsNone: true }, 'export', 'This window stores nothing'],
    [{ lastBackupAt: null }, 'backup', 'Exported, with no backup here'],
    [{ isBackupWanting: true }, 'backup', 'Exported; the backup here lacks something'],
    [{}, 'presets', 'Everything is exported and backed up'],
    [{ keepsNone: true, lastBackupAt: null }, 'presets', 'Everything is exported'],
  ])('says what helps: %j', (change, step, heading) => {
    expect(dataVerdict({ ...safe, ...change })).toMatchObject({ step, heading });
  });
});
