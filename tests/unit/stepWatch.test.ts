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

it('a worker that takes no step within a minute is ended', async () => {
  const handle = opening(new StepWatch(() => undefined));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(handle.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(handle.ended).toBe(true);
});

it('one that has taken a step has as long as the step may take', async () => {
  const watch = new StepWatch(() => undefined);
  const handle = opening(watch);
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
  const now = performance.now.bind(performance);
  const late = vi.spyOn(performance, 'now').mockImplementation(() => now() + 4_000);
  await vi.advanceTimersByTimeAsync(60_000);
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
  watch.moved(first, OPENING_STEPS.engine);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(next.ended).toBe(true);
});
