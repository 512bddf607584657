import { expect, it } from 'vitest';
import { assertHeld, assertRoom } from '../../src/store/transfer/importRoom.ts';
import { DEFAULT_IMPORT_POLICY } from '../../src/store/transfer/mergeIncoming.ts';

const told = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const heldOf = (audioFiles: number, trials: number) =>
  told(() => assertHeld('big.duckdb', { audioFiles, trials }, DEFAULT_IMPORT_POLICY));

it('[S19] a million sounds with ten million trials are held; what a tab does not hold is refused with the way out', () => {
  expect(heldOf(1_000_000, 10_000_000)).toBeNull();
  expect(heldOf(3_000_000, 0)).toBe(
    'big.duckdb cannot be imported: there would be 3,000,000 sounds, and a tab holds 1,500,000. Nothing was changed. ' +
      'Take a part of it, or work on it outside of the browser: npm run batch.',
  );
  expect(heldOf(1, 20_000_000)).toContain('20,000,000 trials, and a tab holds 15,000,000');
});

it('[S19] what the browser has no room for is refused: a desktop’s database grows, ours needs room for itself and its backup', () => {
  const roomFor = (bytes: number, writtenBy: 'trainer' | 'desktop', freeBytes: number | null) =>
    told(() => assertRoom({ subject: 'big.duckdb', bytes, writtenBy, freeBytes }));
  expect(roomFor(1.3e9, 'desktop', 8e9)).toBeNull();
  expect(roomFor(1.3e9, 'desktop', 7e9)).toContain(
    'it needs about 7.2 GB, and the browser grants this page 7.0 GB more',
  );
  expect(roomFor(1.3e9, 'trainer', 7e9)).toBeNull();
  // Where the browser does not tell, or the file is small, trying tells.
  expect(roomFor(1.3e9, 'desktop', null)).toBeNull();
  expect(roomFor(1e6, 'desktop', 0)).toBeNull();
});
