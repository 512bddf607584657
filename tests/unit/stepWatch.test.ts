import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { WorkerHandle } from '../../src/workers/pool/workerHandle.ts';
import { StepWatch } from '../../src/workers/store/stepWatch.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A worker that never answers. */
function silentWorker() {
  const worker = Object.assign(new EventTarget(), { terminate: () => undefined }) as unknown as Worker;
  return new WorkerHandle(() => worker);
}

/** A worker that is asked to open the data set. */
function opening(watch: StepWatch, handle = silentWorker()) {
  watch.during(handle, async () => new Promise(() => undefined)).catch(() => undefined);
  return handle;
}

it('a worker that speaks and takes no step within seconds is ended; the one in its place has a minute', async () => {
  const watch = new StepWatch(() => undefined);
  const first = opening(watch);
  await vi.advanceTimersByTimeAsync(10_000);
  watch.spoke(first);
  await vi.advanceTimersByTimeAsync(4_000);
  const next = opening(watch);
  watch.spoke(next);
  await vi.advanceTimersByTimeAsync(50_000);
  expect([first.ended, next.ended]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(next.ended).toBe(true);
});

it('a worker that has spoken before it is asked, likewise', async () => {
  const watch = new StepWatch(() => undefined);
  const handle = silentWorker();
  watch.spoke(handle);
  opening(watch, handle);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(handle.ended).toBe(true);
});

it('one that has taken a step has as long as the step may take', async () => {
  const watch = new StepWatch(() => undefined);
  const handle = opening(watch);
  watch.spoke(handle);
  watch.moved(handle, OPENING_STEPS.engine);
  await vi.advanceTimersByTimeAsync(100_000);
  watch.moved(handle);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(handle.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(handle.ended).toBe(true);
});

it('a timer that rings late tells of the page: what the worker has said meanwhile is read first', async () => {
  const watch = new StepWatch(() => undefined);
  const handle = opening(watch);
  watch.spoke(handle);
  const now = performance.now.bind(performance);
  const late = vi.spyOn(performance, 'now').mockImplementation(() => now() + 4_000);
  await vi.advanceTimersByTimeAsync(3_000);
  late.mockRestore();
  expect(handle.ended).toBe(false);
  watch.moved(handle, OPENING_STEPS.files);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(handle.ended).toBe(false);
});

it('what an ended worker said late says nothing of the one in its place', async () => {
  const watch = new StepWatch(() => undefined);
  const first = opening(watch);
  first.end(new Error('ended'));
  const next = opening(watch);
  watch.spoke(next);
  watch.moved(first, OPENING_STEPS.engine);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(next.ended).toBe(true);
});
