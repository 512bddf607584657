import type { GaplessTrim } from './sniffResult.ts';

/**
 * Cuts decoded pieces of any length into blocks of one length, leaving out what lies before and after the music.
 * Feed it with {@link append}, take {@link ready} blocks, and the last one from {@link rest}.
 */
export class BlockAssembler {
  /** Frames taken in after trimming. */
  takenFrames = 0;
  private skipFrames: number;
  private readonly totalFrames: number;
  private readonly blockFrames: number;
  private readonly channels: number;
  private readonly full: Float32Array<ArrayBuffer>[][] = [];
  private open: Float32Array<ArrayBuffer>[] | null = null;
  private openFrames = 0;

  constructor(channels: number, blockFrames: number, trim: GaplessTrim) {
    this.channels = channels;
    this.blockFrames = blockFrames;
    this.skipFrames = trim.skipFrames;
    this.totalFrames = trim.totalFrames;
  }

  get isComplete(): boolean {
    return this.takenFrames >= this.totalFrames;
  }

  append(piece: readonly Float32Array[]): void {
    const pieceFrames = piece[0]?.length ?? 0;
    let from = Math.min(this.skipFrames, pieceFrames);
    this.skipFrames -= from;
    const end = Math.min(pieceFrames, from + this.totalFrames - this.takenFrames);
    while (from < end) {
      this.open ??= Array.from({ length: this.channels }, () => new Float32Array(this.blockFrames));
      const frames = Math.min(end - from, this.blockFrames - this.openFrames);
      for (const [channel, target] of this.open.entries()) {
        const source = piece[channel];
        if (source !== undefined) target.set(source.subarray(from, from + frames), this.openFrames);
      }
      from += frames;
      this.openFrames += frames;
      this.takenFrames += frames;
      if (this.openFrames === this.blockFrames) {
        this.full.push(this.open);
        this.open = null;
        this.openFrames = 0;
      }
    }
  }

  /** Takes the full blocks out. */
  *ready(): Generator<Float32Array<ArrayBuffer>[]> {
    for (let block = this.full.shift(); block !== undefined; block = this.full.shift()) yield block;
  }

  /** Takes the last, shorter block out; null for none. */
  rest(): Float32Array<ArrayBuffer>[] | null {
    const block = this.open?.map((channel) => channel.slice(0, this.openFrames)) ?? null;
    this.open = null;
    this.openFrames = 0;
    return block;
  }
}
