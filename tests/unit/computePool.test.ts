import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ComputePool, type RunOptions } from '../../src/workers/pool/computePool.ts';

/** Workers that answer nothing and tell of their end. */
class FakeWorker extends EventTarget {
  ended = false;

  postMessage(): void {}

  terminate(): void {
    this.ended = true;
  }
}

const { signal } = new AbortController();

function poolOf(size: number) {
  const workers: FakeWorker[] = [];
  const pool = new ComputePool(size, () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
  const work = async (forMs: number, options: Partial<RunOptions> = {}) =>
    pool.run(async () => new Promise<void>((resolve) => setTimeout(resolve, forMs)), { signal, ...options });
  return { work, states: () => workers.map(({ ended }) => (ended ? 'ended' : 'alive')) };
}

describe('compute workers', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // Without locks, as over plain HTTP.
    vi.stubGlobal('navigator', {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('that work without a pause are replaced after two minutes, between two calls, so that what they took is given back', async () => {
    const { work, states } = poolOf(1);
    const calls = Array.from({ length: 6 }, async () => work(50_000));
    await vi.advanceTimersByTimeAsync(149_000);
    expect(states()).toEqual(['alive']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states()).toEqual(['ended', 'alive']);
    await vi.advanceTimersByTimeAsync(150_000);
    await Promise.all(calls);
    expect(states()).toEqual(['ended', 'ended']);
  });

  it('that nobody has work for are dropped after half a minute, also while another works', async () => {
    const { work, states } = poolOf(2);
    const long = work(100_000);
    const short = work(10_000);
    await vi.advanceTimersByTimeAsync(39_000);
    await short;
    expect(states()).toEqual(['alive', 'alive']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states()).toEqual(['alive', 'ended']);
    await vi.advanceTimersByTimeAsync(60_000);
    await long;
    expect(states()).toEqual(['alive', 'ended']);
  });

  it('that are free take the next call, and are not dropped while they work on it', async () => {
    const { work, states } = poolOf(2);
    const first = work(1000);
    await vi.advanceTimersByTimeAsync(20_000);
    await first;
    const second = work(30_000);
    await vi.advanceTimersByTimeAsync(31_000);
    await second;
    expect(states()).toEqual(['alive']);
  });

  it('that have done what leaves much memory behind are dropped at once, and who waits gets another', async () => {
    const { work, states } = poolOf(1);
    const calls = [work(5000, { isLast: true }), work(5000)];
    await vi.advanceTimersByTimeAsync(4000);
    expect(states()).toEqual(['alive']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states()).toEqual(['ended', 'alive']);
    await vi.advanceTimersByTimeAsync(5000);
    await Promise.all(calls);
    expect(states()).toEqual(['ended', 'alive']);
  });

  it('that all hold work which is paused leave one more to whoever waits at the page, and no more than that', async () => {
    const { work, states } = poolOf(2);
    const paused = [work(1_000_000), work(1_000_000)];
    const batch = work(1000);
    const shown = [work(3000, { interactive: true }), work(3000, { interactive: true })];
    const answered: string[] = [];
    void batch.then(() => answered.push('batch'));
    for (const call of shown) void call.then(() => answered.push('shown'));
    await vi.advanceTimersByTimeAsync(3500);
    expect(states()).toEqual(['alive', 'alive', 'alive']);
    await vi.advanceTimersByTimeAsync(3000);
    expect(answered).toEqual(['shown', 'shown']);
    expect(states()).toEqual(['alive', 'alive', 'ended']);
    await vi.advanceTimersByTimeAsync(1_000_000);
    await Promise.all([...paused, batch, ...shown]);
  });
});
