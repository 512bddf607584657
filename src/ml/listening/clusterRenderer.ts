import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import type { ClusterMix } from '../../domain/clusterMix.ts';
import { BIN_COUNT, FRAME_SAMPLES } from '../dsp/spectrum.ts';
import { BinEnergies } from '../plugin/binEnergies.ts';
import { ClusterChain } from '../plugin/clusterChain.ts';
import { FeatureAnalyser } from '../plugin/featureAnalyser.ts';
import { FRAME_FEATURE_COUNT } from '../plugin/features.ts';
import { perceptualBins, type PerceptualBins } from '../plugin/perceptualBins.ts';
import { BinGains } from './binGains.ts';
import { clusterMultipliers } from './clusterMultipliers.ts';
import { OverlapAdd } from '../plugin/overlapAdd.ts';

/** Frames that a change from one candidate to another takes: about 70 ms at 44.1 kHz. */
const CROSSFADE_FRAMES = 3;

/** One candidate's clustering and how loud it is at the moment. */
interface Voice {
  readonly chain: ClusterChain;
  /** 0 … 1; those of all voices sum to 1. */
  share: number;
}

/** What was seen and done in the frame that was heard last. */
export interface RenderedFrame {
  /** Σ magnitude in each of the 64 perceptual bins. */
  readonly energy: Float32Array;
  /** Masks of the candidate that is asked for, clusters × 64. */
  readonly masks: Float32Array;
  readonly frame: number;
}

/**
 * What the plugin does with a sound while it plays [E1]: overlapping frames, the clustering of each candidate's
 * hyperparameters, masks, gains and filters of the clusters, and the sound put together again. All candidates hear all
 * frames, so that another one takes over in the middle of its course, within {@link CROSSFADE_FRAMES} frames and without
 * a click. The result comes {@link latencySamples} later than the sound.
 *
 * @example
 * const renderer = new ClusterRenderer({ sampleRateHz, channelCount: 2, candidates: [settings] });
 * renderer.setMix(soloMix(4, 0));
 * renderer.process(inputBlock, outputBlock);
 */
export class ClusterRenderer {
  readonly latencySamples = FRAME_SAMPLES;
  private readonly sampleRateHz: number;
  private readonly bins: PerceptualBins;
  private readonly energies: BinEnergies;
  private readonly analyser: FeatureAnalyser;
  private readonly binGains: BinGains;
  private readonly stream: OverlapAdd;
  private readonly features = new Float32Array(FRAME_FEATURE_COUNT);
  private readonly multipliers: Float64Array;
  private readonly voices: readonly Voice[];
  private active = 0;
  private dry = 0;
  private frames = 0;

  /** @param candidates one or more, all of the same number of clusters. */
  constructor(setup: {
    readonly sampleRateHz: number;
    readonly channelCount: number;
    readonly candidates: readonly ClusterSettings[];
    readonly mix: ClusterMix;
  }) {
    const clusterCount = setup.candidates[0]?.clusterCount ?? 0;
    if (setup.candidates.some((candidate) => candidate.clusterCount !== clusterCount)) {
      throw new RangeError('all candidates need the same number of clusters');
    }
    this.sampleRateHz = setup.sampleRateHz;
    this.bins = perceptualBins(setup.sampleRateHz);
    this.energies = new BinEnergies(this.bins);
    this.analyser = new FeatureAnalyser(this.bins);
    this.binGains = new BinGains(this.bins, clusterCount);
    this.multipliers = new Float64Array(clusterCount * BIN_COUNT);
    this.voices = setup.candidates.map((settings, i) => ({
      chain: new ClusterChain(settings, setup.sampleRateHz),
      share: i === 0 ? 1 : 0,
    }));
    this.stream = new OverlapAdd(setup.channelCount, (magnitudes, [main], isHeard) => {
      if (main !== undefined) this.shape(isHeard ? magnitudes : null, main.gains);
    });
    this.setMix(setup.mix);
  }

  /** What was heard last; valid until the next block. */
  get lastFrame(): RenderedFrame {
    return { energy: this.energies.energy, masks: this.activeVoice.chain.masks, frame: this.frames - 1 };
  }

  /** Frames that the candidates have heard. */
  get frameCount(): number {
    return this.frames;
  }

  /** Gains, mutes, solos, filters and mix from the next frame on. */
  setMix(mix: ClusterMix): void {
    clusterMultipliers(mix, this.sampleRateHz, this.multipliers);
    for (let at = 0; at < this.multipliers.length; at++) this.multipliers[at]! *= mix.mix;
    this.dry = 1 - mix.mix;
  }

  /** Lets another candidate take over. Throws a RangeError where there is none of that index. */
  choose(candidate: number): void {
    if (this.voices[candidate] === undefined) throw new RangeError(`there is no candidate ${candidate}`);
    this.active = candidate;
  }

  /** Takes the next samples of every channel and writes as many of the result, in time with the latency. */
  process(input: readonly Float32Array[], output: readonly Float32Array[]): void {
    this.stream.process(input, [output], output[0]?.length ?? 0);
  }

  private get activeVoice(): Voice {
    return this.voices[this.active]!;
  }

  /** The gains of one frame. The frame before the first, half of it silence, is not heard: its masks are equal. */
  private shape(magnitudes: Float32Array | null, gains: Float64Array): void {
    gains.fill(this.dry);
    if (magnitudes !== null) {
      this.energies.measure(magnitudes);
      this.analyser.push(magnitudes, this.energies, this.features, 0);
      for (const { chain } of this.voices) chain.process(this.features, 0, this.energies.totalEnergy);
      this.frames++;
      this.crossfade();
    }
    for (const { chain, share } of this.voices) {
      if (share > 0) this.binGains.add(chain.masks, this.multipliers, share, gains);
    }
  }

  private crossfade(): void {
    const { activeVoice } = this;
    if (activeVoice.share === 1) return;
    const others = 1 - activeVoice.share;
    const left = Math.max(0, others - 1 / CROSSFADE_FRAMES);
    const keep = left < 1e-9 ? 0 : left / others;
    for (const voice of this.voices) voice.share *= voice === activeVoice ? 1 : keep;
    activeVoice.share = keep === 0 ? 1 : 1 - left;
  }
}
