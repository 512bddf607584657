import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import desktopUrl from '../fixtures/desktop.duckdb?url';
import { hasKnownChecksums, mutateDatabase } from '../support/fuzz/mutateDatabase.ts';
import { FuzzRandom } from '../support/fuzz/random.ts';
import { audioFile, doneOutcome, isolateStoreTests, openStore, runOf, TAKE_THEIRS } from '../browser/storeHarness.ts';

/** `npm run fuzz -- --target=databases` reads others. */
const COUNT = Number(import.meta.env['VITE_FUZZ_COUNT'] ?? 200);
const FIRST_SEED = Number(import.meta.env['VITE_FUZZ_FROM'] ?? 0);
const CALL_TIMEOUT_MS = 10_000;

isolateStoreTests();

describe('databases of strangers', () => {
  it(
    '[bad input] are read to their end or refused by a typed error, and what is merged leaves the data set sound',
    async () => {
      const store = await openStore({ callTimeoutMs: CALL_TIMEOUT_MS });
      await store.addAudioFiles([audioFile(1)]);
      await store.saveDescriptors([doneOutcome(1)]);
      await store.saveRuns([runOf(1, 'mine')]);
      const own = await store.listAudio();
      const desktop = new Uint8Array(await (await fetch(desktopUrl)).arrayBuffer());
      const corpus = [desktop, new Uint8Array(await (await store.exportDatabase()).arrayBuffer())];
      // Else the checksums of the files below would be wrong, and nothing behind them read.
      expect(corpus.every(hasKnownChecksums)).toBe(true);
      const outcomes = { refused: 0, merged: 0 };
      const failures: string[] = [];
      let longestMs = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
        const file = new File([mutateDatabase(new FuzzRandom(seed), corpus)], 'stranger.duckdb');
        const startedAtMs = performance.now();
        try {
          const { step } = await store.mergeDatabase(file, TAKE_THEIRS);
          outcomes.merged++;
          if (step !== null) await store.undo(step.stepId);
        } catch (error) {
          if (error instanceof AppError) outcomes.refused++;
          else failures.push(`seed ${seed}: ${String(error)}`);
        }
        longestMs = Math.max(longestMs, performance.now() - startedAtMs);
        expect(await store.listAudio(), `seed ${seed}`).toEqual(own);
      }
      expect(failures).toEqual([]);
      console.log(
        `${COUNT} databases: ${outcomes.refused} refused, ${outcomes.merged} merged and taken back, the longest ` +
          `${Math.round(longestMs)} ms`,
      );
      expect(outcomes.refused).toBeGreaterThan(0);
    },
    60_000 + COUNT * 10_000,
  );
});
