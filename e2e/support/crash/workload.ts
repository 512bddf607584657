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
 * begins and when the page says that it is done. Runs in the page, so it stands alone.
 */
export async function workForEver(seed: number, look: typeof readPage): Promise<void> {
  const MAX_FILES = 30;
  const app = document.querySelector<AppElement>('ib-app');
  if (app === null) throw new Error('the app is not there');
  const { importing, descriptors, optimisation, models, prediction, exporting, dataSet, log } = app.workbench;
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

  /** The database as it was when this page opened it, for restoring. */
  const openedAs = async (): Promise<File> => {
    const root = await navigator.storage.getDirectory();
    const file = await (await root.getFileHandle('training.duckdb')).getFile();
    return new File([await file.arrayBuffer()], 'training.duckdb');
  };
  const kept = await openedAs();
  // A file that waits for extraction has only its staged copy, which a restored database does not bring along.
  const mayRestore = dataSet.records.value.every((record) => record.descriptors.kind === 'done');

  const run = async (job: JobNote, work: () => Promise<boolean>, shownFor: string | null = null): Promise<void> => {
    await report({ kind: 'begun', job });
    if (!(await work())) {
      const last = log.entries.value.at(-1);
      await report({ kind: 'failed', reason: `${JSON.stringify(job)}: ${last?.message ?? ''} ${last?.details ?? ''}` });
      return;
    }
    const runs = optimisation.runs.value.map(
      ({ runId, audioId, state: how, trialCount }) => [runId, { audioId, state: how, trialCount }] as const,
    );
    const shown = shownFor === null ? null : { audioId: shownFor, byId: Object.fromEntries(runs) };
    await report({ kind: 'acknowledged', state: look().state, runs: shown });
  };
  const done = async (work: Promise<void>): Promise<boolean> => {
    await work;
    return true;
  };
  const budget = () => ({ startupTrials: 4, totalTrials: 5 + upTo(20), repeatsPerTrial: 1, seed: upTo(1000) });

  const step = async (): Promise<void> => {
    const records = dataSet.records.value;
    const described = records.filter((record) => record.descriptors.kind === 'done').map(({ file }) => file.audioId);
    const missing = descriptors.missing();
    const dice = random();
    if (records.length < 6 || (dice < 0.2 && records.length < MAX_FILES)) {
      const files = Array.from({ length: 1 + upTo(6) }, () => {
        const path = `folder ${upTo(9)}/sound ${Math.floor(random() * 1e9)}.wav`;
        return { path, file: sound() };
      });
      await run({ kind: 'import', paths: files.map(({ path }) => path) }, async () => importing.addFiles(files));
    } else if (missing.length > 0 && dice < 0.5) {
      await run({ kind: 'extract', audioIds: missing }, async () => descriptors.extract(missing));
    } else if (dice < 0.65 && described.length > 0) {
      const audioId = pick(described) ?? '';
      await optimisation.select(audioId);
      await run({ kind: 'trials', audioIds: [audioId] }, async () => optimisation.run(audioId, budget()), audioId);
    } else if (dice < 0.72 && optimisation.missing().length > 0) {
      await run({ kind: 'trials-all', audioIds: optimisation.missing() }, async () => optimisation.runAll(budget()));
    } else if (dice < 0.78 && records.filter(({ best }) => best !== null).length >= models.minimumRows) {
      await run({ kind: 'train' }, async () => models.train('desktop'));
    } else if (dice < 0.84 && models.answering.value !== null) {
      await run({ kind: 'predict' }, async () => prediction.predictAll());
    } else if (dice < 0.91 && records.length > 12) {
      const audioIds = records.filter(() => random() < 0.25).map(({ file }) => file.audioId);
      if (audioIds.length > 0) await run({ kind: 'remove', audioIds }, async () => importing.remove(audioIds));
    } else if (dice < 0.935 && optimisation.runs.value.length > 0) {
      const shown = pick(optimisation.runs.value);
      if (shown === undefined || dataSet.get(shown.audioId) === undefined) return;
      const { runId, audioId } = shown;
      await optimisation.select(audioId);
      await run(
        { kind: 'delete-run', audioIds: [audioId], runId },
        async () => done(optimisation.delete(shown)),
        audioId,
      );
    } else if (dice < 0.95 && models.models.value.length > 2) {
      const modelId = pick(models.models.value)?.modelId ?? '';
      await run({ kind: 'delete-model', modelId }, async () => done(models.delete(modelId)));
    } else if (dice > 0.95 && mayRestore) {
      await run({ kind: 'restore' }, async () => exporting.importDatabase(kept, { kind: 'replace' }));
    }
  };
  for (;;) await step();
}
