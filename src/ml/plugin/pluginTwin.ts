import { clamp } from '../objective/clamp.ts';
import type { PluginState } from './pluginState.ts';
import { SplitEngine, type TwinFrame, type TwinSetup } from './splitEngine.ts';

/** Samples of one piece of a block while two engines play. */
const PIECE_SAMPLES = 512;
/** Over which one engine, or the bypass, takes over from the other. */
const FADE_SAMPLES = 1024;

/** An engine of another FFT size or hop that is about to take over. */
interface Successor {
  readonly engine: SplitEngine;
  /** Samples that it has heard. */
  heard: number;
}

/**
 * InertiaBandsX 0.0.3 as measured [P, B, C, G]: takes a sound in blocks of any length and gives the main and the auxiliary
 * outputs, as many samples later as the FFT size. The same code renders offline and plays live. A change of state is heard
 * from the next frame on, whose overlap hides the step; where FFT size, hop or bypass change, one crossfades into the
 * other.
 *
 * @example
 * const twin = new PluginTwin({ sampleRateHz, channelCount: 2, auxCount: 8, bend: model, start: 'plugin' }, state);
 * twin.process(inputBlock, mainBlock, auxBlocks);
 */
export class PluginTwin {
  private readonly setup: TwinSetup;
  private engine: SplitEngine;
  private successor: Successor | null = null;
  private state: PluginState;
  /** Share of the input in what is heard, 1 while bypassed. */
  private bypassShare: number;
  /** Outputs of the successor. */
  private readonly scratch: readonly (readonly Float32Array[])[];
  private readonly outputs: (readonly Float32Array[])[] = [];

  constructor(setup: TwinSetup, state: PluginState) {
    this.setup = setup;
    this.state = state;
    this.engine = new SplitEngine(setup, state);
    this.bypassShare = state.isBypassed ? 1 : 0;
    this.scratch = Array.from({ length: 1 + setup.auxCount }, () =>
      Array.from({ length: setup.channelCount }, () => new Float32Array(PIECE_SAMPLES)),
    );
  }

  /** Samples from the input to the output: the FFT size. */
  get delaySamples(): number {
    return this.engine.framing.frameSamples;
  }

  get lastFrame(): TwinFrame {
    return this.engine.lastFrame;
  }

  /** Another state from the next frame on. */
  setState(state: PluginState): void {
    this.state = state;
    this.engine.setState(state);
    this.successor?.engine.setState(state);
  }

  /**
   * Takes the next samples of every channel and writes as many of the outputs, which must be of the same length. A channel
   * that is missing is silent.
   *
   * @param aux up to as many auxiliary outputs as the setup says, channel by channel.
   */
  process(
    input: readonly Float32Array[],
    main: readonly Float32Array[],
    aux: readonly (readonly Float32Array[])[] = [],
  ): void {
    const { outputs } = this;
    outputs.length = 0;
    outputs.push(main);
    for (const channels of aux) outputs.push(channels);
    const length = main[0]?.length ?? 0;
    for (let at = 0; at < length; at += PIECE_SAMPLES) {
      const count = Math.min(PIECE_SAMPLES, length - at);
      this.engine.process(input, outputs, count, at, at);
      this.follow(input, count, at);
      this.bypass(input, count, at);
    }
  }

  /** Lets an engine of the right FFT size and hop hear the sound until its output is whole, and then take over. */
  private follow(input: readonly Float32Array[], count: number, at: number): void {
    if (this.successor === null || this.successor.heard < this.successor.engine.framing.frameSamples) {
      if ((this.successor?.engine ?? this.engine).fits(this.state)) {
        if (this.successor === null) return;
      } else {
        this.successor = { engine: new SplitEngine(this.setup, this.state), heard: 0 };
      }
    }
    const { engine, heard } = this.successor;
    const { frameSamples } = engine.framing;
    engine.process(input, this.scratch, count, at, 0);
    for (let bus = 0; bus < this.outputs.length; bus++) {
      this.outputs[bus]!.forEach((channel, c) => {
        const fresh = this.scratch[bus]?.[c];
        if (fresh === undefined) return;
        for (let n = 0; n < count; n++) {
          const share = clamp((heard + n - frameSamples) / FADE_SAMPLES, 0, 1);
          channel[at + n]! += share * (fresh[n]! - channel[at + n]!);
        }
      });
    }
    this.successor.heard += count;
    if (this.successor.heard < frameSamples + FADE_SAMPLES) return;
    this.engine = engine;
    this.successor = null;
  }

  /** The input itself, not delayed, in the main output; nothing in the others. */
  private bypass(input: readonly Float32Array[], count: number, at: number): void {
    const target = this.state.isBypassed ? 1 : 0;
    const before = this.bypassShare;
    if (before === 0 && target === 0) return;
    const step = (target === 1 ? 1 : -1) / FADE_SAMPLES;
    for (let bus = 0; bus < this.outputs.length; bus++) {
      this.outputs[bus]!.forEach((channel, c) => {
        const dry = bus === 0 ? input[c] : undefined;
        for (let n = 0; n < count; n++) {
          const share = clamp(before + (n + 1) * step, 0, 1);
          channel[at + n] = share * (dry?.[at + n] ?? 0) + (1 - share) * channel[at + n]!;
        }
      });
    }
    this.bypassShare = clamp(before + count * step, 0, 1);
  }
}
