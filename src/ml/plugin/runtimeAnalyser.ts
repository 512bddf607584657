import { PluginKernel } from '../kernel/pluginKernel.ts';
import { FrameStream, type Framing, REFERENCE_FRAMING } from './frameStream.ts';
import { perceptualBins } from './perceptualBins.ts';
import { RuntimeFrameMeter } from './runtimeFrame.ts';
import { HISTORY_FRAMES, MIN_HISTORY_FRAMES, RuntimeHistory } from './runtimeHistory.ts';

/** The plugin's descriptors over a stretch of a signal. */
export interface RuntimeWindow {
  readonly startFrame: number;
  /** 256, or less for a signal shorter than that. */
  readonly frameCount: number;
  /** The twelve values in the order of `DESCRIPTORS`. */
  readonly descriptors: Float32Array;
}

/**
 * Computes the descriptors as the plugin does while it plays [P1–P3, P7, P8], of a signal that arrives in blocks of any
 * size: after each frame over the last 256 for a live view, and over windows of 256 frames to be stored.
 *
 * @example
 * const analyser = new RuntimeAnalyser(44_100, 128);
 * for (const block of blocks) analyser.push(block);
 * const windows = analyser.finish();
 */
export class RuntimeAnalyser {
  private readonly kernel = PluginKernel.instance;
  private readonly edges: Int32Array;
  private readonly meter = new RuntimeFrameMeter();
  private readonly history = new RuntimeHistory();
  private windows: RuntimeWindow[] = [];
  private readonly framing: Framing;
  private readonly stream: FrameStream;
  private readonly maxWindows: number;
  private windowHopFrames: number;
  private frames = 0;

  /**
   * @param sampleRateHz the signal's own rate, above 80. This and the next two throw a RangeError where they are out of range.
   * @param windowHopFrames frames between the starts of two windows, 1 or more; 256 leaves no overlap.
   * @param maxWindows 2 or more. Whenever there are more, every second one is dropped and the rest are twice as far
   *   apart, so that they stay spread evenly however long the signal gets; frames between windows are then passed over,
   *   and {@link current} is of use at the end of a window only.
   */
  constructor(
    sampleRateHz: number,
    windowHopFrames: number,
    maxWindows = Infinity,
    framing: Framing = REFERENCE_FRAMING,
  ) {
    if (!(Number.isInteger(windowHopFrames) && windowHopFrames >= 1)) {
      throw new RangeError(`windows are a whole number of frames apart, not ${windowHopFrames}`);
    }
    if (!(maxWindows >= 2)) throw new RangeError(`windows are at most 2 or more, not ${maxWindows}`);
    this.windowHopFrames = windowHopFrames;
    this.maxWindows = maxWindows;
    this.framing = framing;
    this.stream = new FrameStream((channels, frames) => this.analyse(channels, frames), framing);
    this.edges = perceptualBins(sampleRateHz, framing.frameSamples).edges;
  }

  /** Frames analysed so far. */
  get frameCount(): number {
    return this.frames;
  }

  /** Takes the next samples of all channels, of which the plugin hears the first two. */
  push(channels: readonly Float32Array[]): void {
    this.stream.push(channels);
  }

  /** The twelve descriptors over the last 256 frames; zeros for fewer than 24. */
  current(): Float32Array {
    return this.history.descriptors();
  }

  /**
   * All windows of 256 frames, ascending; of a shorter signal the one over all of it, of one shorter than 24 frames
   * none. The rest behind the last window is left out.
   */
  finish(): readonly RuntimeWindow[] {
    if (this.frames < HISTORY_FRAMES && this.frames >= MIN_HISTORY_FRAMES) {
      return [{ startFrame: 0, frameCount: this.frames, descriptors: this.current() }];
    }
    return this.windows;
  }

  private analyse(channels: readonly Float32Array[], frames: number): void {
    const { frameSamples, hopSamples } = this.framing;
    let isLoaded = false;
    for (let frame = 0; frame < frames; frame++) {
      if (!this.isBetweenWindows()) {
        if (!isLoaded) this.load(channels, frameSamples + (frames - 1) * hopSamples);
        isLoaded = true;
        this.kernel.measure(frame * hopSamples, channels.length);
        this.history.push(this.meter.push(this.kernel));
      }
      this.frames++;
      this.closeWindow();
    }
  }

  private load(channels: readonly Float32Array[], samples: number): void {
    this.kernel.select(this.framing.frameSamples, this.framing.arithmetic);
    this.kernel.divide(this.edges);
    channels.forEach((channel, c) => this.kernel.inputs[c]?.set(channel.subarray(0, samples)));
  }

  /** Stores the window that ends here, if one does. */
  private closeWindow(): void {
    const startFrame = this.frames - HISTORY_FRAMES;
    if (startFrame < 0 || startFrame % this.windowHopFrames !== 0) return;
    this.windows.push({ startFrame, frameCount: HISTORY_FRAMES, descriptors: this.current() });
    if (this.windows.length > this.maxWindows) this.thinOut();
  }

  /** Whether no window needs the next frame, nor its successor's rise and flux. */
  private isBetweenWindows(): boolean {
    return Number.isFinite(this.maxWindows) && (this.frames + 1) % this.windowHopFrames > HISTORY_FRAMES;
  }

  private thinOut(): void {
    this.windows = this.windows.filter((_, i) => i % 2 === 0);
    this.windowHopFrames *= 2;
  }
}
