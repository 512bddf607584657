import type { MixtureSet } from '../../domain/measured.ts';
import { HOP_SAMPLES } from '../dsp/spectrum.ts';

/** Sample rate that everything is mixed at: what a host mostly runs the plugin at. */
export const MIXING_RATE_HZ = 44_100;
/** Length of a segment [X5]. */
const SEGMENT_SEC = 6;
/** Segments of each file that presets are searched on, and as many others that they are tried on. */
export const SEGMENTS_PER_SET = 2;

const SEGMENT_COUNT = 2 * SEGMENTS_PER_SET;

/** Where the segments of a signal begin, in samples of its own rate, and how long they are. */
export interface SegmentPlan {
  /** Four starts: searched on, unseen, searched on, unseen. */
  readonly starts: readonly number[];
  /** Samples taken from each start on, from the beginning again behind the end. */
  readonly length: number;
}

/**
 * Where to cut a signal: four segments of 6 s spread evenly from its beginning to its end. Of a signal shorter than that
 * each is the whole signal, begun at another place and repeated.
 *
 * @param samples of the signal, 1 or more, else a RangeError.
 */
export function planSegments(samples: number, sampleRateHz: number): SegmentPlan {
  if (!(samples >= 1)) throw new RangeError(`a signal has at least one sample, not ${samples}`);
  const length = Math.round(SEGMENT_SEC * sampleRateHz);
  const room = samples - length;
  const starts = Array.from({ length: SEGMENT_COUNT }, (_, i) =>
    Math.floor(room > 0 ? (i * room) / (SEGMENT_COUNT - 1) : (i * samples) / SEGMENT_COUNT),
  );
  return { starts, length };
}

/** Whether none of the four segments of a file overlaps another. */
export function hasSeparateSegments(durationSec: number): boolean {
  return durationSec >= SEGMENT_COUNT * SEGMENT_SEC;
}

/** The segments of a plan by what they are for: `tuning` to search on and `unseen` to try on what was found. */
export function namedSegments<T>(pieces: readonly T[]): Readonly<Record<MixtureSet, readonly T[]>> {
  return { tuning: pieces.filter((_, i) => i % 2 === 0), unseen: pieces.filter((_, i) => i % 2 === 1) };
}

/** Collects the segments of a mono signal that arrives in blocks of any size, of which the rest is let go. */
export class SegmentCutter {
  private readonly pieces: readonly Float32Array<ArrayBuffer>[];
  private readonly plan: SegmentPlan;
  private readonly promised: number;
  private at = 0;

  /** @param samples that the signal is said to have. What it lacks in the end is repeated. */
  constructor(samples: number, sampleRateHz: number) {
    this.plan = planSegments(samples, sampleRateHz);
    this.promised = samples;
    this.pieces = this.plan.starts.map(() => new Float32Array(this.plan.length));
  }

  /** Takes the next samples; what comes after those that were promised is let go. */
  push(block: Float32Array): void {
    const { starts, length } = this.plan;
    for (const [i, start] of starts.entries()) {
      // A segment that goes on at the beginning takes two stretches of the signal.
      const wrapped = Math.max(0, start + length - this.promised);
      this.copy(block, start, Math.min(start + length, this.promised), this.pieces[i]!, 0);
      if (wrapped > 0) this.copy(block, 0, Math.min(wrapped, this.promised), this.pieces[i]!, this.promised - start);
    }
    this.at += block.length;
  }

  private copy(block: Float32Array, from: number, end: number, out: Float32Array, offset: number): void {
    const first = Math.max(from, this.at);
    const last = Math.min(end, this.at + block.length);
    if (last > first) out.set(block.subarray(first - this.at, last - this.at), offset + first - from);
  }

  /** The segments, each repeated to its full length and with a buffer of its own. Empty for a signal without samples. */
  finish(): readonly Float32Array<ArrayBuffer>[] {
    const { starts, length } = this.plan;
    const samples = Math.min(this.at, this.promised);
    if (samples === 0) return [];
    return this.pieces.map((piece, i) => {
      const start = starts[i]!;
      const isWhole = samples === this.promised;
      const filled = isWhole ? Math.min(length, this.promised) : Math.min(length, Math.max(samples - start, 0));
      // A signal that ended before this segment lends it its first one, which is whole by then.
      return filled === 0 ? this.pieces[0]!.slice() : repeat(piece, filled);
    });
  }
}

/** The first `period` samples over and over, in place. */
function repeat(signal: Float32Array<ArrayBuffer>, period: number): Float32Array<ArrayBuffer> {
  for (let n = period; n < signal.length; n++) signal[n] = signal[n - period]!;
  return signal;
}

/** Frames that one setting is measured on: all mixtures of a file with so many partners. */
export function mixtureFrames(partnerCount: number): number {
  const frames = Math.floor((SEGMENT_SEC * MIXING_RATE_HZ) / HOP_SAMPLES);
  return partnerCount * SEGMENTS_PER_SET * frames;
}
