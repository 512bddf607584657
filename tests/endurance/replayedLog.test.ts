import { expect, it } from 'vitest';
import type { Taken } from '../browser/cutWrites.ts';
import { killAtWrite, leaveLog } from '../browser/leftLog.ts';
import { clearStorage, isolateStoreTests, openStore } from '../browser/storeHarness.ts';

isolateStoreTests();

it.each<Taken>(['half', 'all'])(
  'a kill at any write while a log is folded in, of which %s is taken, loses none of its steps',
  { timeout: 600_000 },
  async (taken) => {
    let log: Uint8Array | null = new Uint8Array();
    let write = 0;
    while (log !== null) {
      write += 1;
      await clearStorage();
      await leaveLog();
      log = await killAtWrite(write, taken);
      const store = await openStore();
      const paths = (await store.listAudio()).map(({ file }) => file.path);
      expect(paths, `write ${write}`).toEqual(['one.wav', 'two.wav']);
      store.crash();
    }
    expect(write).toBeGreaterThan(5);
  },
);
