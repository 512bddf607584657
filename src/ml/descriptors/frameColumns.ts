/** What is kept of each frame [D5], in the order of the columns of {@link FrameColumns}. */
export const FRAME_VALUES = [
  'energy',
  'logEnergy',
  'slope',
  'flux',
  'peakiness',
  'brightness',
  'lowHigh',
  'flatness',
  'transientness',
] as const;

export type FrameValue = (typeof FRAME_VALUES)[number];
export type FrameValues = Record<FrameValue, number>;

const FIRST_CAPACITY = 256;

/** The values of all frames of a signal, one growing column each: 72 bytes per frame. */
export class FrameColumns {
  private columns: Record<FrameValue, Float64Array> = makeColumns(() => new Float64Array(FIRST_CAPACITY));
  private frames = 0;

  get frameCount(): number {
    return this.frames;
  }

  append(values: FrameValues): void {
    if (this.frames === this.columns.energy.length) this.grow();
    for (const name of FRAME_VALUES) this.columns[name][this.frames] = values[name];
    this.frames++;
  }

  /** The values of one column, in the order of the frames; a view that the next {@link append} may leave behind. */
  column(name: FrameValue): Float64Array {
    return this.columns[name].subarray(0, this.frames);
  }

  /**
   * The values of some frames as if the signal had begun with the first of them: it follows no other, so that its flux
   * and transientness are 0.
   */
  stretch(startFrame: number, frameCount: number): FrameColumns {
    const part = new FrameColumns();
    part.columns = makeColumns((name) => this.column(name).slice(startFrame, startFrame + frameCount));
    part.frames = part.columns.energy.length;
    part.columns.flux[0] = 0;
    part.columns.transientness[0] = 0;
    return part;
  }

  private grow(): void {
    const old = this.columns;
    this.columns = makeColumns((name) => {
      const column = new Float64Array(this.frames * 2);
      column.set(old[name]);
      return column;
    });
  }
}

function makeColumns(make: (name: FrameValue) => Float64Array): Record<FrameValue, Float64Array> {
  return Object.fromEntries(FRAME_VALUES.map((name) => [name, make(name)])) as Record<FrameValue, Float64Array>;
}
