import { DESCRIPTOR_COUNT, type DescriptorKey, DESCRIPTORS } from '../../domain/descriptors.ts';
import type { RuntimeFrame, RuntimeFrameValue } from './runtimeFrame.ts';
import { RUNTIME_FRAME_VALUES, nearestRank } from './runtimeFrame.ts';

/** Frames that the plugin's descriptors look back on. */
export const HISTORY_FRAMES = 256;
/** With fewer frames the plugin has no descriptors. */
export const MIN_HISTORY_FRAMES = 24;

const SILENCE_SHARE_OF_MEDIAN = 0.01;

/** The last 256 frames and the twelve descriptors over them, in the plugin's domain [P8]. */
export class RuntimeHistory {
  private readonly rings = Object.fromEntries(
    RUNTIME_FRAME_VALUES.map((name) => [name, new Float32Array(HISTORY_FRAMES)]),
  ) as Record<RuntimeFrameValue, Float32Array>;
  private readonly sorted = new Float32Array(HISTORY_FRAMES);
  private pushed = 0;

  /** Frames that the descriptors are computed over, 0 … 256. */
  get length(): number {
    return Math.min(this.pushed, HISTORY_FRAMES);
  }

  /** Whether there are enough frames for descriptors. */
  get hasDescriptors(): boolean {
    return this.length >= MIN_HISTORY_FRAMES;
  }

  /** Takes the next frame, in the place of the oldest of 256. */
  push(frame: RuntimeFrame): void {
    const at = this.pushed % HISTORY_FRAMES;
    for (const name of RUNTIME_FRAME_VALUES) this.rings[name][at] = frame[name];
    this.pushed++;
  }

  /** The twelve descriptors in the order of `DESCRIPTORS`; zeros for fewer than 24 frames, 0 for one not finite. */
  descriptors(): Float32Array {
    const out = new Float32Array(DESCRIPTOR_COUNT);
    if (!this.hasDescriptors) return out;
    const values = this.summary();
    DESCRIPTORS.forEach(({ key }, i) => {
      out[i] = Number.isFinite(values[key]) ? values[key] : 0;
    });
    return out;
  }

  private summary(): Record<DescriptorKey, number> {
    const [logP10, logP25, logMedian, logP75, logP95] = this.percentiles('logEnergy', [10, 25, 50, 75, 95]);
    const [fluxP25, fluxMedian, fluxP75] = this.percentiles('flux', [25, 50, 75]);
    return {
      logEnergyMedian: logMedian!,
      logEnergyIqr: logP75! - logP25!,
      spectralSlopeMedian: this.median('slope'),
      spectralFluxMedian: fluxMedian!,
      spectralFluxIqr: fluxP75! - fluxP25!,
      peakinessMedian: this.median('peakiness'),
      brightnessMedian: this.median('brightness'),
      flatnessMedian: this.median('flatness'),
      transientnessMedian: this.median('transientness'),
      lowHighRatio: this.median('lowHigh'),
      dynamicRangeProxy: logP95! - logP10!,
      silenceRatio: this.silenceShare(),
    };
  }

  private silenceShare(): number {
    const threshold = SILENCE_SHARE_OF_MEDIAN * this.median('energy');
    const energies = this.rings.energy.subarray(0, this.length);
    let silent = 0;
    for (const energy of energies) if (energy < threshold) silent++;
    return silent / energies.length;
  }

  private median(name: RuntimeFrameValue): number {
    return this.percentiles(name, [50])[0]!;
  }

  private percentiles(name: RuntimeFrameValue, percents: readonly number[]): number[] {
    const sorted = this.sorted.subarray(0, this.length);
    sorted.set(this.rings[name].subarray(0, this.length));
    sorted.sort();
    return percents.map((percent) => nearestRank(sorted, percent));
  }
}
