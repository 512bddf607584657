import { expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { DEFAULT_STORE_OPTIONS } from '../../src/store/engine/storeOptions.ts';
import { DATABASE_FILE } from '../../src/store/files/opfsFiles.ts';
import type { DataSetMessage, TrainingStore } from '../../src/workers/contracts/store.ts';
import { connectStore } from '../../src/workers/store/storeClient.ts';
import { storeWorker } from './stoppingStore.ts';
import { audioFile, isolateStoreTests, projectFolder, undescribed, untilTestEnds } from './storeHarness.ts';

isolateStoreTests();

it('a command is answered once the page knows what it changed, also where that takes a snapshot', async () => {
  const store: TrainingStore = connectStore(
    { follow: (message) => dataSet.follow(message), whenCurrent: async () => dataSet.whenCurrent() },
    () => storeWorker(),
  );
  const dataSet = new DataSet(store, new LogBook());
  await store.open();
  const files = Array.from({ length: 5_001 }, (_, n) => audioFile(n + 1));
  await store.addDescribedAudio(files.map(undescribed));
  expect(dataSet.records.value).toHaveLength(5_001);
  await store.removeAudio(files.map(({ audioId }) => audioId));
  expect(dataSet.records.value).toHaveLength(0);
  await store.close();
});

/** A store, and its workers one after another. */
function client(follow: (message: DataSetMessage) => void = () => undefined) {
  const workers: Worker[] = [];
  /** A worker that comes into the world dead: its script is not there. */
  const broken = { next: 0 };
  const store: TrainingStore = connectStore({ follow, whenCurrent: async () => undefined }, () => {
    broken.next -= 1;
    const missing = new URL('./no-such.worker.js', import.meta.url);
    const worker = broken.next >= 0 ? untilTestEnds(new Worker(missing, { type: 'module' })) : storeWorker();
    workers.push(worker);
    return worker;
  });
  const kill = () => workers.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'killed' }));
  return { store, workers, broken, kill };
}

it('what is asked for while the data set opens waits until it is open', async () => {
  const { store } = client();
  const opening = store.open();
  expect(await store.addDescribedAudio([undescribed(audioFile(1))])).toMatchObject([{ kind: 'added' }]);
  await opening;
  await store.close();
});

it('a worker that dies is replaced: followers hear of the new opening, a command that waited is asked once more, and one failed reopening does not poison the store', async () => {
  const heard: string[] = [];
  const { store, workers, broken, kill } = client(({ kind }) => heard.push(kind));
  await store.open();
  await store.addDescribedAudio([undescribed(audioFile(1))]);
  kill();
  await store.sendSnapshot();
  expect(heard).toEqual(['restarted', 'delta', 'restarted', 'snapshot-begin', 'snapshot-files', 'snapshot-end']);

  const adding = store.addDescribedAudio([undescribed(audioFile(2))]);
  kill();
  expect(await adding).toMatchObject([{ audioId: audioFile(2).audioId }]);
  expect(workers).toHaveLength(3);

  broken.next = 2;
  kill();
  await expect(store.status()).rejects.toBeInstanceOf(AppError);
  expect(await store.status()).toMatchObject({ mode: 'opfs' });
  expect(workers).toHaveLength(6);
});

/** Answers pings, and stands still for good at the first call. */
const STOPS_AT_ONCE = `onmessage = ({ data: { id, path } }) => {
  if (path[0] !== 'ping') for (;;);
  postMessage({ id, type: 'RAW', value: undefined });
};`;

it('a replacement that stands still before its first step is replaced too, and what waits for it is asked of that one', async () => {
  const stopping = () => new Worker(URL.createObjectURL(new Blob([STOPS_AT_ONCE])));
  const made: Worker[] = [];
  const create = () => {
    const worker = untilTestEnds(made.length === 1 ? stopping() : storeWorker());
    made.push(worker);
    return worker;
  };
  const store: TrainingStore = connectStore({ follow: () => undefined, whenCurrent: async () => undefined }, create);
  await store.open();
  made[0]?.dispatchEvent(new ErrorEvent('error', { message: 'killed' }));
  expect(await store.addDescribedAudio([undescribed(audioFile(1))])).toMatchObject([{ kind: 'added' }]);
  expect(made).toHaveLength(3);
  await store.close();
});

it('a worker that is replaced waits for what the one before it holds for longer than for another tab', async () => {
  const { store, workers, kill } = client();
  await store.open();
  await store.addDescribedAudio([undescribed(audioFile(1))]);
  const letGo = holdDatabase();
  kill();
  await letGo.isHeld;
  setTimeout(letGo.now, OTHER_TAB_MS + 1_000);
  expect(await store.status()).toMatchObject({ mode: 'opfs' });
  expect(workers).toHaveLength(2);
  await store.close();
});

/** How long another tab that holds the database is waited for. */
const OTHER_TAB_MS = DEFAULT_STORE_OPTIONS.lockTimeoutMs;

/** Holds the database's file as soon as nobody else does. */
function holdDatabase() {
  const source = `onmessage = async ({ data: folder }) => {
    for (;;) {
      try {
        const file = await folder.getFileHandle('${DATABASE_FILE}');
        self.held = await file.createSyncAccessHandle();
        return postMessage('held');
      } catch {}
    }
  };`;
  const worker = untilTestEnds(new Worker(URL.createObjectURL(new Blob([source]))));
  const isHeld = new Promise<void>((resolve) => (worker.onmessage = () => resolve()));
  void projectFolder().then((folder) => worker.postMessage(folder));
  return { isHeld, now: () => worker.terminate() };
}
