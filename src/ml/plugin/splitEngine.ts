import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { FRAME_SAMPLES } from '../dsp/spectrum.ts';
import { BinEnergies } from './binEnergies.ts';
import { ClusterChain } from './clusterChain.ts';
import { FeatureAnalyser } from './featureAnalyser.ts';
import { FRAME_FEATURE_COUNT } from './features.ts';
import type { Framing } from './frameStream.ts';
import { KnobBend } from './knobBend.ts';
import { type BusGains, OverlapAdd } from './overlapAdd.ts';
import { perceptualBins } from './perceptualBins.ts';
import type { PluginState } from './pluginState.ts';
import { RuntimeFrameMeter } from './runtimeFrame.ts';
import { RuntimeHistory } from './runtimeHistory.ts';
import { Treatment } from './treatment.ts';

/** What a twin is made of; it stays so. */
export interface TwinSetup {
  readonly sampleRateHz: number;
  /** One or two. */
  readonly channelCount: number;
  /** Auxiliary outputs that are asked for, 0 … 8. */
  readonly auxCount: number;
  /** The model that is built into the plugin [B]; 'off' for a plugin whose knobs are what plays. */
  readonly bend: RidgeParameters | 'off';
  readonly start: Framing['start'];
}

/** What was seen and done in the last frame; its arrays are valid until the next one. */
export interface TwinFrame {
  /** Frames so far. */
  readonly count: number;
  /** Σ magnitude in each of the 64 perceptual bins. */
  readonly energy: Float32Array;
  /** K × 64, before they are divided by their sum. */
  readonly masks: Float32Array;
  /** What plays of the five hyperparameters. */
  readonly effective: ClusterHyperparameters;
  /** How far they are bent away from the knobs, 0 … 1. */
  readonly bendShare: number;
}

/** The plugin at one FFT size and hop: analysis [P], bend [B], clustering [C] and treatment [G]. */
export class SplitEngine {
  readonly framing: Framing;
  private readonly setup: TwinSetup;
  private readonly energies: BinEnergies;
  private readonly analyser: FeatureAnalyser;
  private readonly meter = new RuntimeFrameMeter();
  private readonly history = new RuntimeHistory();
  private readonly features = new Float32Array(FRAME_FEATURE_COUNT);
  private readonly bend: KnobBend | null;
  private readonly treatment: Treatment;
  private readonly stream: OverlapAdd;
  private chain: ClusterChain;
  private effective: ClusterHyperparameters;
  private state: PluginState;
  private isStale = false;
  private frames = 0;

  constructor(setup: TwinSetup, state: PluginState) {
    const { sampleRateHz, channelCount, auxCount, bend, start } = setup;
    const { frameSamples, overlap } = state.split;
    const arithmetic = start === 'sample 0' && frameSamples === FRAME_SAMPLES ? '64-bit' : '32-bit';
    this.framing = { frameSamples, hopSamples: frameSamples / overlap, start, arithmetic };
    this.setup = setup;
    this.state = state;
    const bins = perceptualBins(sampleRateHz, frameSamples);
    this.energies = new BinEnergies(bins);
    this.analyser = new FeatureAnalyser(bins);
    this.bend = bend === 'off' ? null : new KnobBend(bend);
    this.effective = state.split;
    this.treatment = new Treatment(bins, sampleRateHz, frameSamples, state);
    this.chain = this.createChain();
    const shape = (magnitudes: Float32Array, buses: readonly BusGains[], isHeard: boolean) => {
      if (isHeard) this.split(magnitudes);
      this.treatment.shape(this.chain.masks, magnitudes, buses);
    };
    this.stream = new OverlapAdd(channelCount, shape, this.framing, 1 + auxCount);
  }

  get lastFrame(): TwinFrame {
    const { frames, energies, chain, effective, bend } = this;
    return {
      count: frames,
      energy: energies.energy,
      masks: chain.masks,
      effective,
      bendShare: bend?.share ?? 0,
    };
  }

  /** Whether a state needs this engine's FFT size and hop. */
  fits({ split }: PluginState): boolean {
    const { frameSamples, hopSamples } = this.framing;
    return split.frameSamples === frameSamples && split.frameSamples / split.overlap === hopSamples;
  }

  /** Another state from the next frame on; its FFT size and hop are not heeded. Another K begins with equal masks. */
  setState(state: PluginState): void {
    const isAnotherSize = state.split.clusterCount !== this.state.split.clusterCount;
    this.state = state;
    this.treatment.setState(state);
    if (isAnotherSize) this.chain = this.createChain();
    this.isStale = true;
  }

  /** As `OverlapAdd` does: main output, then the auxiliary ones. */
  process(
    input: readonly Float32Array[],
    outputs: readonly (readonly Float32Array[])[],
    length: number,
    from: number,
    to: number,
  ): void {
    this.stream.process(input, outputs, length, from, to);
  }

  private createChain(): ClusterChain {
    return new ClusterChain(this.state.split, this.setup.sampleRateHz, this.framing.hopSamples);
  }

  private split(magnitudes: Float32Array): void {
    const { energies, features, history, bend, chain } = this;
    const { isFrozen } = this.state.split;
    energies.measure(magnitudes);
    this.analyser.push(magnitudes, energies, features, 0);
    history.push(this.meter.push(energies));
    if (bend !== null && chain.isUpdateDue) {
      bend.update(history.hasDescriptors ? history.descriptors() : null);
      this.isStale = true;
    }
    if (this.isStale) this.configure();
    chain.process(features, 0, energies.totalEnergy, isFrozen);
    this.frames++;
  }

  private configure(): void {
    const { split } = this.state;
    this.effective = this.bend?.effective(split) ?? split;
    this.chain.configure({ ...split, ...this.effective });
    this.isStale = false;
  }
}
