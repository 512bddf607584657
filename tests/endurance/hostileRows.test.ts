import { expect, it } from 'vitest';
import { makeHostile, readEverything, soundRowsOf } from '../browser/hostileStore.ts';
import {
  isolateStoreTests,
  openStore,
  openStoreOf,
  startStore,
  TAKE_THEIRS,
  writeOpfs,
} from '../browser/storeHarness.ts';

isolateStoreTests();

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
