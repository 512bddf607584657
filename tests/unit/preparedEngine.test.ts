import { describe, expect, it, vi } from 'vitest';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { PreparedEngine } from '../../src/store/engine/preparedEngine.ts';

/** Engines that come, or fail, when a test says so, in the order in which they were started. */
function slowEngines() {
  const started: {
    readonly engine: DuckDbEngine;
    readonly isEnded: () => boolean;
    readonly comes: () => void;
    readonly fails: () => void;
  }[] = [];
  const engines = new PreparedEngine(async () => {
    let isEnded = false;
    const engine = { terminate: () => (isEnded = true) } as unknown as DuckDbEngine;
    return new Promise((resolve, reject) => {
      started.push({
        engine,
        isEnded: () => isEnded,
        comes: () => resolve(engine),
        fails: () => reject(new Error('no engine')),
      });
    });
  });
  return { engines, started };
}

describe('an engine that is long in coming', () => {
  it('is used when it comes, although another was started beside it, which is ended', async () => {
    const { engines, started } = slowEngines();
    const taken = engines.take();
    engines.startAnother();
    started[0]?.comes();
    expect(await taken).toBe(started[0]?.engine);
    started[1]?.comes();
    await expect.poll(() => started[1]?.isEnded()).toBe(true);
    expect(started[0]?.isEnded()).toBe(false);
  });

  it('is replaced by the other where that comes first, also one that was started ahead', async () => {
    const { engines, started } = slowEngines();
    void engines.prepare();
    const taken = engines.take();
    engines.startAnother();
    started[0]?.fails();
    started[1]?.comes();
    expect(await taken).toBe(started[1]?.engine);
  });

  it('gets another by itself after a minute; it fails when all have', async () => {
    vi.useFakeTimers();
    const { engines, started } = slowEngines();
    const taken = engines.take();
    const failed = expect(taken).rejects.toThrow('no engine');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started).toHaveLength(2);
    for (const { fails } of started) fails();
    await failed;
    vi.useRealTimers();
  });
});
