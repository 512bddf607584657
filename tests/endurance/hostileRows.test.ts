import { expect, it } from 'vitest';
import { expectSound, makeHostile, readEverything, soundRowsOf } from '../browser/hostileStore.ts';
import {
  audioFile,
  doneOutcome,
  isolateStoreTests,
  openStore,
  openStoreOf,
  queryFile,
  runOf,
  startStore,
  TAKE_THEIRS,
  writeOpfs,
} from '../browser/storeHarness.ts';

isolateStoreTests();

const SEED = 20_261_128;
const ROUNDS = Number(import.meta.env['VITE_HOSTILE_ROUNDS'] ?? 20);

it(
  '[S5] [S6] whatever rows a database holds, merged or found in the store, the data set opens and all else is there',
  async () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const build = (['loose', 'texts', 'strict'] as const)[seed % 3] ?? 'loose';
      const file = await makeHostile({ seed: seed * 1000, valuesPerColumn: 4, build });
      const sound = await soundRowsOf(file);
      const merging = await openStoreOf(1);
      await merging.mergeDatabase(file, TAKE_THEIRS);
      merging.crash();
      const merged = await openStore();
      await readEverything(merged);
      expect(await soundRowsOf(await merged.exportDatabase()), `merged, ${seed}`).toEqual(sound);
      await merged.close();
      await writeOpfs('training.duckdb', new Uint8Array(await file.arrayBuffer()));
      const found = await startStore();
      await found.open();
      await readEverything(found);
      expect(await soundRowsOf(await found.exportDatabase()), `found, ${seed}`).toEqual(sound);
      await found.close();
      const again = await openStore();
      await readEverything(again);
      await again.close();
    }
  },
  ROUNDS * 120_000,
);

it('[S5] hostile rows are left out where a database is put in the place of the data set, and restored from a backup', async () => {
  const file = await makeHostile({ seed: SEED, valuesPerColumn: 1, build: 'loose' });
  const sound = await soundRowsOf(file);
  const store = await openStoreOf(1);
  await store.replaceDatabase(file);
  const again = await expectSound(store, sound);
  await again.removeAudio((await again.listAudio()).map((record) => record.file.audioId));
  await writeOpfs('training.bak', new Uint8Array(await file.arrayBuffer()));
  expect((await again.previewBackup()).refused.length).toBeGreaterThan(0);
  await again.restoreBackup();
  await expectSound(again, sound);
});

it('[S6] found in the own store hostile rows are set aside into a file, once', async () => {
  const file = await makeHostile({ seed: SEED, valuesPerColumn: 1, build: 'strict' });
  const sound = await soundRowsOf(file);
  await writeOpfs('training.duckdb', new Uint8Array(await file.arrayBuffer()));
  const store = await startStore();
  const { notices } = await store.open();
  expect(notices.join(' ')).toMatch(
    /stored rows could not be understood and were set aside \(.*collections: \d+ rows?, created_at is/u,
  );
  // A first command looks for the answers of earlier ones.
  await store.addAudioFiles([audioFile(7)]);
  const again = await expectSound(store, sound);
  expect((await again.status()).keptAside.map(({ name }) => name)).toEqual(['training.set-aside-1.duckdb']);
  const aside = await again.openKeptAside('training.set-aside-1.duckdb');
  const [rows] = await queryFile(
    aside!,
    `SELECT count(*) > 0 AS found FROM f.collections WHERE set_aside_because LIKE 'created_at is %' AND created_at::VARCHAR IN ('infinity', 'abc')`,
  );
  expect(rows).toEqual([{ found: true }]);
  await again.addAudioFiles([audioFile(7)]);
  await again.saveDescriptors([doneOutcome(7)]);
  await again.saveRuns([runOf(7, 'later')]);
});
