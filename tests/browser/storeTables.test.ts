import { describe, expect, it } from 'vitest';
import { PACKED_TRIAL_WIDTH, unpackTrials } from '../../src/domain/packedTrials.ts';
import { bestTrial } from '../../src/domain/trials.ts';
import type { StoredModel } from '../../src/store/tables/records.ts';
import type { StoredPrediction } from '../../src/workers/contracts/store.ts';
import { audioFile, descriptorsOf, doneOutcome, packedTrials, queryFile, runOf, sharedStore } from './storeHarness.ts';
import { predictionRows } from '../support/storedPredictions.ts';

const openedStore = sharedStore();

describe('audio files', () => {
  it('[S1] stores a file with all that is known of it and lists it in the order of import', async () => {
    const store = await openedStore();
    const first = audioFile(9, {
      path: "Ünïcode 'quoted' \u{1F3B5}/b.wav",
      source: 'hub',
      genre: 'drums',
      durationSec: 0.1 + 0.2,
    });
    const second = audioFile(1, { durationSec: null, sampleRateHz: null, channels: null });
    expect(await store.addAudioFiles([first, second])).toEqual([
      { kind: 'added', audioId: first.audioId, path: first.path },
      { kind: 'added', audioId: second.audioId, path: second.path },
    ]);
    const records = await store.listAudio();
    for (const [row, { stagedName, ...file }] of [first, second].entries()) {
      expect(records[row]!.file).toMatchObject({ ...file, license: stagedName });
    }
    expect(Math.abs(records[0]!.file.importedAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(records[0]!.descriptors).toEqual({ kind: 'missing' });
    expect(records[0]!.best).toBeNull();
  });

  it('[S1] the same bytes are one row, in one call and in two; the path they have is told', async () => {
    const store = await openedStore();
    const file = audioFile(1);
    const again = { ...file, path: 'elsewhere.wav' };
    const answers = [...(await store.addAudioFiles([file, again])), ...(await store.addAudioFiles([again, file]))];
    expect(answers).toEqual([
      { kind: 'added', audioId: file.audioId, path: file.path },
      { kind: 'duplicate', audioId: file.audioId, path: 'elsewhere.wav', existingPath: file.path },
      { kind: 'duplicate', audioId: file.audioId, path: 'elsewhere.wav', existingPath: file.path },
      { kind: 'duplicate', audioId: file.audioId, path: file.path, existingPath: file.path },
    ]);
    expect(await store.listAudio()).toHaveLength(1);
  });

  it('[S1] different files of one path all stay, with suffixes', async () => {
    const store = await openedStore();
    const path = 'kit.v2/kick.wav';
    await store.addAudioFiles([audioFile(1, { path }), audioFile(2, { path })]);
    // The third offers a known file under the path of another, next to a new one of that path.
    await store.addAudioFiles([
      audioFile(1, { path: 'kit.v2/kick (2).wav' }),
      audioFile(3, { path: 'kit.v2/kick (2).wav' }),
    ]);
    const answers = await store.addAudioFiles([audioFile(4, { path })]);
    expect(answers).toEqual([{ kind: 'added', audioId: audioFile(4).audioId, path: 'kit.v2/kick (3).wav' }]);
    expect((await store.listAudio()).map(({ file }) => file.path)).toEqual([
      path,
      'kit.v2/kick (2).wav',
      'kit.v2/kick (2) (2).wav',
      'kit.v2/kick (3).wav',
    ]);
  });

  it('removes files and all that was learned from them, and nothing else', async () => {
    const store = await openedStore();
    await store.addAudioFiles([1, 2].map((n) => audioFile(n)));
    await store.saveDescriptors([1, 2].map((n) => doneOutcome(n, 'cut short')));
    await store.saveRuns([runOf(1, 'run-1'), runOf(2, 'run-2')]);
    await store.savePredictions([prediction(1, 'model'), prediction(2, 'model')]);
    await store.removeAudio([audioFile(1).audioId]);
    const [counts] = await queryFile(
      await store.exportDatabase(),
      `SELECT ${[
        'audio_files',
        'descriptors',
        'bo_trials',
        'best_params',
        'audio_states',
        'trial_runs',
        'run_trials',
        'predictions',
      ]
        .map((table) => `(SELECT count(*) FROM f.${table}) AS ${table}`)
        .join(', ')}`,
    );
    expect(counts).toEqual([
      {
        audio_files: 1,
        descriptors: 1,
        bo_trials: 6,
        best_params: 1,
        audio_states: 1,
        trial_runs: 1,
        run_trials: 6,
        predictions: 1,
      },
    ]);
    expect((await store.listAudio()).map(({ file }) => file.audioId)).toEqual([audioFile(2).audioId]);
  });
});

describe('descriptors', () => {
  it('come back as the very doubles, with what the decoder told', async () => {
    const store = await openedStore();
    await store.addAudioFiles([1, 2, 3].map((n) => audioFile(n)));
    await store.saveDescriptors([
      doneOutcome(1, 'cut short'),
      { kind: 'failed', audioId: audioFile(2).audioId, reason: 'not audio' },
      doneOutcome(99),
    ]);
    const [one, two, three] = await store.listAudio();
    expect(one!.descriptors).toEqual({
      kind: 'done',
      descriptors: descriptorsOf(1),
      frameCount: 11,
      note: 'cut short',
    });
    expect(one!.file).toMatchObject({ durationSec: 2 + 1 / 7, sampleRateHz: 48_000, channels: 1 });
    expect(two!.descriptors).toEqual({ kind: 'failed', reason: 'not audio' });
    expect(three!.descriptors).toEqual({ kind: 'missing' });
    expect(await store.listAudio()).toHaveLength(3);
  });

  it('replace a failure and a remark; a later failure leaves them', async () => {
    const store = await openedStore();
    const { audioId } = audioFile(1);
    await store.addAudioFiles([audioFile(1)]);
    await store.saveDescriptors([{ kind: 'failed', audioId, reason: 'x' }]);
    await store.saveDescriptors([doneOutcome(1)]);
    await store.saveDescriptors([{ kind: 'failed', audioId, reason: 'y' }]);
    expect((await store.listAudio())[0]!.descriptors).toMatchObject({ kind: 'done', frameCount: 11, note: null });
  });
});

describe('runs', () => {
  const { audioId } = audioFile(1);

  it('[S3] come back exactly, raw logits and unknown ones included', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const run = runOf(1, 'run', { trials: packedTrials(40, 7) });
    await store.saveRuns([run]);
    expect(await store.runTrials('run')).toEqual(run.trials);
    const [stored] = await store.listRuns(audioId);
    expect(stored).toMatchObject({
      runId: 'run',
      audioId,
      budget: run.budget,
      state: 'finished',
      chosen: true,
      trialCount: 40,
    });
    expect(stored!.bestScore).toBe(bestTrial(unpackTrials(run.trials))!.terms.score);
    expect((await store.bestParameters(audioId))!.score).toBe(stored!.bestScore);
    expect(await store.bestParameters('nobody')).toBeNull();
    expect(await store.runTrials('nothing')).toHaveLength(0);
  });

  it('[S3] stored again replace themselves and nothing else; a new run keeps the earlier one', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const trials = packedTrials(9, 3);
    const some = trials.slice(0, 4 * PACKED_TRIAL_WIDTH);
    await store.saveRuns([runOf(1, 'one', { state: 'running', trials: some })]);
    expect(await store.bestParameters(audioId)).toBeNull();
    await store.saveRuns([runOf(1, 'one', { trials })]);
    await store.saveRuns([runOf(1, 'two', { trials: some })]);
    expect(await store.runTrials('one')).toEqual(trials);
    expect(await store.runTrials('two')).toEqual(some);
    expect((await store.listRuns(audioId)).map(({ runId, chosen }) => [runId, chosen])).toEqual([
      ['two', true],
      ['one', false],
    ]);
  });

  it('[S3] bo_trials and best_params hold the chosen run and its best trial, the earliest on a tie', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const trials = packedTrials(5, 3);
    for (const tied of [1, 3]) trials[tied * PACKED_TRIAL_WIDTH + 1] = 9;
    await store.saveRuns([runOf(1, 'old'), runOf(1, 'new', { trials })]);
    const [mirrored, best] = await queryFile(
      await store.exportDatabase(),
      'SELECT audio_id, trial_index, score, high_penalty FROM f.bo_trials ORDER BY trial_index',
      'SELECT audio_id, score, distance_penalty, high_penalty FROM f.best_params',
    );
    const expected = unpackTrials(trials);
    expect(mirrored).toEqual(
      expected.map((trial) => ({
        audio_id: audioId,
        trial_index: trial.trialIndex,
        score: trial.terms.score,
        high_penalty: trial.hyperparameters.highPenalty,
      })),
    );
    const { hyperparameters } = expected[1]!;
    expect(best).toEqual([
      {
        audio_id: audioId,
        score: 9,
        distance_penalty: hyperparameters.distancePenalty,
        high_penalty: hyperparameters.highPenalty,
      },
    ]);
  });

  it('[S3] a pinned run stays chosen when a later one finishes, until it is deleted', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.saveRuns([runOf(1, 'a')]);
    await store.saveRuns([runOf(1, 'bb')]);
    await store.chooseRun('a');
    await store.saveRuns([runOf(1, 'ccc')]);
    expect(await chosen()).toEqual(['a']);
    await store.deleteRun('a');
    expect(await chosen()).toEqual(['ccc']);
    expect((await store.bestParameters(audioId))!.score).toBe(
      bestTrial(unpackTrials(runOf(1, 'ccc').trials))!.terms.score,
    );
    await store.deleteRun('bb');
    await store.deleteRun('ccc');
    expect(await store.bestParameters(audioId)).toBeNull();
    expect((await queryFile(await store.exportDatabase(), 'SELECT count(*) AS n FROM f.bo_trials'))[0]).toEqual([
      { n: 0 },
    ]);

    async function chosen(): Promise<string[]> {
      return (await store.listRuns(audioId)).filter((run) => run.chosen).map(({ runId }) => runId);
    }
  });

  it('[S3] a stopped run is chosen only where there is no finished one', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.saveRuns([runOf(1, 'finished'), runOf(2, 'only', { state: 'stopped' })]);
    await store.saveRuns([runOf(1, 'stopped', { state: 'stopped' })]);
    const runs = [...(await store.listRuns(audioId)), ...(await store.listRuns(audioFile(2).audioId))];
    expect(runs.filter((run) => run.chosen).map(({ runId }) => runId)).toEqual(['finished', 'only']);
  });

  it('runs of removed files are dropped, unknown runs are refused in words', async () => {
    const store = await openedStore();
    await store.saveRuns([runOf(1, 'ghost')]);
    expect(await store.listRuns(audioId)).toEqual([]);
    await expect(store.chooseRun('ghost')).rejects.toMatchObject({ code: 'bad-input', subject: 'ghost' });
  });
});

describe('models and predictions', () => {
  it('[M2] the text of a model comes back whole, newest first, its figures beside it as the desktop has them', async () => {
    const store = await openedStore();
    const older = model('m-1', '2026-01-01T00:00:00.000Z');
    const newer = model('m-2', '2026-01-02T00:00:00.123Z');
    await store.saveModel(older);
    await store.saveModel(newer);
    await store.saveModel(older);
    const text = ({ modelId, artifact }: StoredModel) => ({ modelId, artifact });
    expect(await store.listModels()).toEqual([newer, older].map((stored) => text(stored)));
    const [rows] = await queryFile(
      await store.exportDatabase(),
      'SELECT model_id, degree, alpha, k_folds, cv_mse, train_mse, notes FROM f.models ORDER BY 1',
    );
    const figures = { degree: 3, alpha: 0.1, k_folds: 5, cv_mse: 0.1 + 0.2, train_mse: null, notes: "a note's text" };
    expect(rows).toEqual([
      { model_id: 'm-1', ...figures },
      { model_id: 'm-2', ...figures },
    ]);
    await store.addAudioFiles([audioFile(1)]);
    await store.savePredictions([prediction(1, 'm-1')]);
    await store.deleteModel('m-1');
    expect(await store.listModels()).toEqual([text(newer)]);
    expect((await store.listPredictions('m-1')).audioIds).toEqual([]);
  });

  it('[S3] what direct search found stays with a file until its descriptors change', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.saveDescriptors([doneOutcome(1), doneOutcome(2)]);
    const optimum = (n: number) => ({ audioId: audioFile(n).audioId, score: n / 3, targets: [n, 0.1, -1, 1 / 7, -4] });
    await store.saveRuns([runOf(2, 'direct')], [optimum(2)]);
    await store.saveOptima([optimum(1), { ...optimum(1), audioId: 'ghost' }]);
    const listed = async () => {
      const { audioIds, scores, targets } = await store.listOptima();
      return audioIds.map((audioId, row) => ({
        audioId,
        score: scores[row],
        targets: [...targets.subarray(5 * row, 5 * row + 5)],
      }));
    };
    expect(await listed()).toEqual([optimum(1), optimum(2)].toSorted((a, b) => (a.audioId < b.audioId ? -1 : 1)));
    const anew = { ...optimum(2), score: 0.9, targets: [6, 0.2, -2, 0, 1] };
    await store.saveRuns([runOf(2, 'direct')], [anew]);
    await store.saveDescriptors([doneOutcome(1)]);
    expect(await listed()).toEqual([anew]);
    await store.removeAudio([audioFile(2).audioId]);
    expect(await listed()).toEqual([]);
  });

  it('predictions replace earlier ones of the same file and model', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.savePredictions([prediction(2, 'm'), prediction(1, 'm'), prediction(1, 'other')]);
    const better: StoredPrediction = { ...prediction(1, 'm'), score: 0.1 + 0.2, confidence: null };
    await store.savePredictions([better]);
    expect(predictionRows(await store.listPredictions('m'), 'm')).toEqual([better, prediction(2, 'm')]);
  });
});

function prediction(n: number, modelId: string): StoredPrediction {
  const { hyperparameters, terms } = unpackTrials(packedTrials(1, n))[0]!;
  return { audioId: audioFile(n).audioId, modelId, hyperparameters, score: terms.score, confidence: 1 / 3 };
}

function model(modelId: string, createdAt: string): StoredModel {
  return {
    modelId,
    createdAt: new Date(createdAt),
    degree: 3,
    alpha: 0.1,
    kFolds: 5,
    cvMse: 0.1 + 0.2,
    trainMse: null,
    notes: "a note's text",
    artifact: JSON.stringify({
      modelId,
      text: 'Ünïcode \u{1F3B5}',
      values: Array.from({ length: 5_000 }, (_, i) => Math.sin(i) / 3),
    }),
  };
}
