import type { JobOutcome } from '../../../src/domain/job.ts';
import type { Workbench } from '../../../src/stages/workbench.ts';
import type { JobNote, Message, PageState } from './messages.ts';

type AppElement = HTMLElement & { readonly workbench: Workbench };

/** What the page shows now, and what it warns of. Runs in the page. */
export function readPage(): { readonly state: PageState; readonly alerts: readonly string[] } {
  const app = document.querySelector<AppElement>('ib-app');
  if (app === null) throw new Error('the app is not there');
  const { dataSet, models, log } = app.workbench;
  return {
    state: {
      files: Object.fromEntries(
        dataSet.records.value.map(({ file, descriptors, best }) => [
          file.audioId,
          {
            path: file.path,
            descriptors: descriptors.kind === 'done' ? Object.values(descriptors.descriptors) : null,
            failure: descriptors.kind === 'failed' ? descriptors.reason : null,
            best: best === null ? null : [best.score, ...Object.values(best.hyperparameters)],
          },
        ]),
      ),
      models: models.models.value.map(({ modelId }) => modelId),
    },
    alerts: log.alerts.value.flatMap(({ entries }) => entries.map(({ message }) => message)),
  };
}

/**
 * Works on the data set without end, one seeded job after another, by what the buttons call. Each job is told before it
 * begins and when the page says that it is done. Backups are restored once there is one that the test knows of. Runs in the
 * page, so it stands alone.
 */
export async function workForEver(seed: number, look: typeof readPage, mayRestoreBackup: boolean): Promise<void> {
  const MAX_FILES = 30;
  const app = document.querySelector<AppElement>('ib-app');
  if (app === null) throw new Error('the app is not there');
  const { importing, descriptors, optimisation, models, prediction, exporting, backup, undoing, dataSet, log, copies } =
    app.workbench;
  const report = Reflect.get(window, 'reportToTest') as (message: Message) => Promise<void>;

  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (n: number) => Math.floor(random() * n);
  const pick = <T>(items: readonly T[]): T | undefined => items[upTo(items.length)];

  /** More than a second of a seeded tone that fades into seeded noise: long enough for windows of the plugin. */
  const sound = (): File => {
    const frames = 26_000 + upTo(8000);
    const view = new DataView(new ArrayBuffer(44 + 2 * frames));
    const words = [0x52494646, 0, 0x57415645, 0x666d7420];
    for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
    view.setUint32(4, 36 + 2 * frames, true);
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, 22_050, true);
    view.setUint32(28, 44_100, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    view.setUint32(36, 0x64617461);
    view.setUint32(40, 2 * frames, true);
    const pitch = 0.005 + random() * 0.2;
    const noise = random() * 8000;
    for (let i = 0; i < frames; i += 1) {
      const level = 8000 * Math.sin(2 * Math.PI * pitch * i) * (1 - i / frames) + noise * (random() - 0.5);
      view.setInt16(44 + 2 * i, level, true);
    }
    return new File([view.buffer], 'sound.wav');
  };

  /** The database as it is now. */
  const databaseFile = async (): Promise<File> => {
    let folder = await navigator.storage.getDirectory();
    for (const name of ['inertiabands', '%2F', 'projects', 'default']) folder = await folder.getDirectoryHandle(name);
    const file = await (await folder.getFileHandle('training.duckdb')).getFile();
    return new File([await file.arrayBuffer()], 'training.duckdb');
  };
  let kept: File | null = null;
  let hasBackup = mayRestoreBackup;
  /** What can be done with the job before. */
  let exchange: 'undo' | 'redo' | null = null;

  const run = async (job: JobNote, work: () => Promise<JobOutcome>, shownFor: string | null = null): Promise<void> => {
    const stepBefore = undoing.undoable.peek()?.stepId;
    await report({ kind: 'begun', job });
    if ((await work()) !== 'done') {
      const last = log.entries.value.at(-1);
      await report({ kind: 'failed', reason: `${JSON.stringify(job)}: ${last?.message ?? ''} ${last?.details ?? ''}` });
      return;
    }
    const runs = optimisation.runs.value.map(
      ({ runId, audioId, state: how, trialCount }) => [runId, { audioId, state: how, trialCount }] as const,
    );
    const shown = shownFor === null ? null : { audioId: shownFor, byId: Object.fromEntries(runs) };
    await report({ kind: 'acknowledged', state: look().state, runs: shown });
    if (job.kind === 'undo') exchange = 'redo';
    else {
      const step = undoing.undoable.peek()?.stepId;
      exchange = step === undefined || step === stepBefore ? null : 'undo';
    }
  };
  const done = async (work: Promise<void>): Promise<JobOutcome> => {
    await work;
    return 'done';
  };
  const budget = () => ({ startupTrials: 4, totalTrials: 5 + upTo(20), repeatsPerTrial: 1, seed: upTo(1000) });

  /** Copies of audio stay with the data set that made them, so what is kept of it holds no file that waits for one. */
  const extractMissing = async (): Promise<void> => {
    const missing = descriptors.missing();
    if (missing.length > 0) {
      await run({ kind: 'extract', audioIds: missing }, async () => descriptors.extract(missing));
    }
  };
  const removeSome = async (): Promise<void> => {
    const audioIds = dataSet.records.value.filter(() => random() < 0.25).map(({ file }) => file.audioId);
    if (audioIds.length > 0) await run({ kind: 'remove', audioIds }, async () => importing.remove(audioIds));
  };
  const restoreOrMerge = async (): Promise<void> => {
    if (kept === null || random() < 0.3) {
      await extractMissing();
      await run({ kind: 'copy' }, async () => {
        kept = await databaseFile();
        return 'done';
      });
      // So that there is something to bring back.
      await removeSome();
    }
    const copy = kept;
    if (copy === null) return;
    const decision = pick(['keep-mine', 'take-theirs', 'keep-both'] as const) ?? 'keep-both';
    const plan = { files: decision, byAudioId: {}, models: 'keep-mine' } as const;
    if (random() < 0.35)
      await run({ kind: 'restore' }, async () => exporting.importDatabase(copy, { kind: 'replace' }));
    else await run({ kind: 'merge', decision }, async () => exporting.importDatabase(copy, { kind: 'merge', plan }));
  };
  const backUpOrRestore = async (): Promise<void> => {
    if (hasBackup && random() < 0.5) {
      await run({ kind: 'restore-backup' }, async () => backup.restore());
      return;
    }
    await extractMissing();
    await run({ kind: 'back-up' }, async () => backup.make());
    hasBackup = true;
  };

  const keepSomeCopies = async (): Promise<void> => {
    const audioIds: string[] = [];
    for (const { file } of dataSet.records.value) {
      if (random() < 0.5 || audioIds.length === 3) continue;
      if ((await app.workbench.sources.open(file.audioId)) !== null) audioIds.push(file.audioId);
    }
    if (audioIds.length > 0) await run({ kind: 'keep-copies', audioIds }, async () => copies.keep(audioIds));
  };
  const deleteAllDuringJob = async (): Promise<void> => {
    const audioIds = optimisation.missing();
    await run({ kind: 'delete-all', audioIds }, async () => {
      const trials = optimisation.runAll(budget());
      await new Promise((resolve) => setTimeout(resolve, upTo(300)));
      const outcome = await exporting.deleteAll();
      await trials;
      return outcome;
    });
    hasBackup = false;
  };

  const step = async (): Promise<void> => {
    const records = dataSet.records.value;
    const described = records.filter((record) => record.descriptors.kind === 'done').map(({ file }) => file.audioId);
    const dice = random();
    if (exchange !== null && random() < 0.4) {
      const kind = exchange;
      await run({ kind }, async () => undoing[kind]());
    } else if (records.length < 6 || (dice < 0.14 && records.length < MAX_FILES)) {
      const files = Array.from({ length: 1 + upTo(6) }, () => {
        const path = `folder ${upTo(9)}/sound ${Math.floor(random() * 1e9)}.wav`;
        return { path, file: sound() };
      });
      await run({ kind: 'import', paths: files.map(({ path }) => path) }, async () => importing.addFiles(files));
    } else if (dice < 0.26 && descriptors.missing().length > 0) {
      await extractMissing();
    } else if (dice < 0.38 && described.length > 0) {
      const audioId = pick(described) ?? '';
      await optimisation.select(audioId);
      await run({ kind: 'trials', audioIds: [audioId] }, async () => optimisation.run(audioId, budget()), audioId);
    } else if (dice < 0.44 && optimisation.missing().length > 0) {
      await run({ kind: 'trials-all', audioIds: optimisation.missing() }, async () => optimisation.runAll(budget()));
    } else if (dice < 0.49 && records.filter(({ best }) => best !== null).length >= models.minimumRows) {
      await run({ kind: 'train' }, async () => models.train('desktop'));
    } else if (dice < 0.53 && models.answering.value !== null) {
      await run({ kind: 'predict' }, async () => prediction.predictAll());
    } else if (dice < 0.59 && records.length > 12) {
      await removeSome();
    } else if (dice < 0.64 && optimisation.runs.value.length > 0) {
      const shown = pick(optimisation.runs.value);
      if (shown === undefined || dataSet.get(shown.audioId) === undefined) return;
      const { runId, audioId } = shown;
      await optimisation.select(audioId);
      // What was deleted with everything may have come back with other runs.
      if (!optimisation.runs.value.some((one) => one.runId === runId)) return;
      await run(
        { kind: 'delete-run', audioIds: [audioId], runId },
        async () => done(optimisation.delete(shown)),
        audioId,
      );
    } else if (dice < 0.66 && models.models.value.length > 2) {
      const modelId = pick(models.models.value)?.modelId ?? '';
      await run({ kind: 'delete-model', modelId }, async () => done(models.delete(modelId)));
    } else if (dice > 0.66 && dice < 0.69) {
      await keepSomeCopies();
    } else if (dice > 0.69 && dice < 0.71) {
      await deleteAllDuringJob();
    } else if (dice > 0.71 && dice < 0.85) {
      await restoreOrMerge();
    } else if (dice > 0.85) {
      await backUpOrRestore();
    }
  };
  for (;;) await step();
}
