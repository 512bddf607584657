import { describe, expect, it } from 'vitest';
import { engineIn } from '../../src/workers/duckdb/duckdbInstance.ts';
import type { OddAnswer, OddStart } from './oddEngine.worker.ts';

const REASONS: readonly (readonly [OddAnswer, RegExp])[] = [
  ['not found', /could not be loaded: the host answered 404\. .* try again/u],
  ['error', /the host answered 500/u],
  ['page', /the host sent a page in its place/u],
  ['cut', /what arrived is cut short or damaged/u],
  ['nothing', /no network, or the host refuses it/u],
  ['silence', /the host does not answer/u],
];

describe('a database engine that does not come', () => {
  it.each(REASONS)('is told of with the reason within ten seconds: %s', { timeout: 30_000 }, async (kind, words) => {
    const error = { code: 'storage-unavailable', message: expect.stringMatching(words) as string };
    await expect(engineFrom(kind)).rejects.toMatchObject(error);
  });

  it('is compiled from its bytes where only the type is wrong', async () => {
    const engine = await engineFrom('no type');
    await engine.db.open({});
    expect(await engine.db.getVersion()).toMatch(/^v\d/u);
    engine.terminate();
  });

  it('is compiled once where that takes long: the next does without what the host sends', async () => {
    const compiled: WebAssembly.Module[] = [];
    for (const kind of ['slow to compile', 'cut'] as const) {
      const engine = await engineFrom(kind, compiled);
      await engine.db.open({});
      expect(await engine.db.getVersion()).toMatch(/^v\d/u);
      engine.terminate();
    }
  });
});

/** @param compiled what was compiled so far, and what this one has */
async function engineFrom(kind: OddAnswer, compiled: WebAssembly.Module[] = []) {
  const worker = new Worker(new URL('./oddEngine.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!(event.data instanceof WebAssembly.Module)) return;
    event.stopImmediatePropagation();
    compiled.push(event.data);
  });
  worker.postMessage({ kind, given: compiled[0] ?? null } satisfies OddStart);
  return engineIn(worker);
}
