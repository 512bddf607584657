import type { PassTimes } from '../contracts/compute.ts';

/** Tells what the time of a pass over a file goes into: each lap lasts since the one before. */
export class PassClock {
  readonly spent: PassTimes = { hashingMs: 0, decodingMs: 0, computingMs: 0 };
  #sinceMs = performance.now();

  lap(into: keyof PassTimes): void {
    const nowMs = performance.now();
    this.spent[into] += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
  }
}
