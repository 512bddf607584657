import type { PieceSamples } from './decodedSamples.ts';
import type { GaplessTrim } from '../sniff/sniffResult.ts';

/**
 * Cuts decoded pieces of any length into blocks of one length, leaving out what lies before and after the music of each
 * part, which {@link begin} tells; how much that is of MP3, `sniff/sniffMp3.ts` finds. {@link append} gives the blocks that become full, {@link rest} the last one.
 */
export class GaplessBlocks {
  /** Frames taken in after trimming. */
  takenFrames = 0;
  private skipFrames = 0;
  private endFrames = Infinity;
  private readonly blockFrames: number;
  private readonly channels: number;
  private readonly reuseArrays: boolean;
  private open: Float32Array<ArrayBuffer>[] | null = null;
  private openFrames = 0;

  /** @param reuseArrays whether every block is written into the arrays of the one before */
  constructor(channels: number, blockFrames: number, reuseArrays: boolean) {
    this.channels = channels;
    this.blockFrames = blockFrames;
    this.reuseArrays = reuseArrays;
  }

  /** What comes next is a part of its own. */
  begin({ skipFrames, totalFrames }: GaplessTrim): void {
    this.skipFrames = skipFrames;
    this.endFrames = this.takenFrames + totalFrames;
  }

  /** Whether the part that was begun is. */
  get isComplete(): boolean {
    return this.takenFrames >= this.endFrames;
  }

  /** Takes a piece in and gives the blocks that it fills. */
  *append(samples: PieceSamples): Generator<Float32Array<ArrayBuffer>[]> {
    let from = Math.min(this.skipFrames, samples.frames);
    this.skipFrames -= from;
    const end = Math.min(samples.frames, from + this.endFrames - this.takenFrames);
    while (from < end) {
      this.open ??= Array.from({ length: this.channels }, () => new Float32Array(this.blockFrames));
      const frames = Math.min(end - from, this.blockFrames - this.openFrames);
      for (const [channel, target] of this.open.entries()) {
        samples.read(channel, from, target.subarray(this.openFrames, this.openFrames + frames));
      }
      from += frames;
      this.openFrames += frames;
      this.takenFrames += frames;
      if (this.openFrames === this.blockFrames) {
        yield this.open;
        if (!this.reuseArrays) this.open = null;
        this.openFrames = 0;
      }
    }
  }

  /** Takes the last, shorter block out; null for none. */
  rest(): Float32Array<ArrayBuffer>[] | null {
    if (this.openFrames === 0) return null;
    const block = this.open?.map((channel) => channel.slice(0, this.openFrames)) ?? null;
    this.open = null;
    this.openFrames = 0;
    return block;
  }
}
