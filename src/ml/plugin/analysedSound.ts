import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { BinEnergies } from './binEnergies.ts';
import { type Bend, bendKnobs } from './knobBend.ts';
import { FrameBendTracer } from './bendTracer.ts';
import { ClusterChain } from './clusterChain.ts';
import { hopsPerUpdate, SEARCH_SETTINGS } from './clusterSettings.ts';
import { FeatureAnalyser } from './featureAnalyser.ts';
import { FRAME_FEATURE_COUNT } from './features.ts';
import { type Framing, PLUGIN_FRAMING, REFERENCE_FRAMING } from './frameStream.ts';
import { perceptualBins } from './perceptualBins.ts';

/** How a sound is heard and what is done to the knobs meanwhile. */
export interface PluginEar {
  /** Where the first frame begins [G7]. */
  readonly start: Framing['start'];
  /** The model that is built into the plugin, and the number of clusters, which says how often it is asked [B, C4]. */
  readonly bend: 'off' | { readonly model: RidgeParameters; readonly clusterCount: number };
}

/** That of the references for analysis and clustering: the knobs are what plays. */
export const REFERENCE_EAR: PluginEar = { start: 'sample 0', bend: 'off' };

/** That of the plugin in its default state. */
export function pluginEar(model: RidgeParameters, clusterCount: number): PluginEar {
  return { start: 'plugin', bend: { model, clusterCount } };
}

/** A sound analysed once for any number of settings: neither features nor bend depend on the knobs. */
export interface AnalysedSound {
  readonly sampleRateHz: number;
  readonly frameCount: number;
  /** Normalised features: frames × 64 bins × 10. */
  readonly features: Float32Array;
  /** Σ S of each frame. */
  readonly totalEnergy: Float32Array;
  /** Null where the knobs are what plays. */
  readonly bend: SoundBend | null;
}

/** How the knobs are bent along a sound. */
export interface SoundBend {
  readonly hopsPerClusterUpdate: number;
  /** One for every so many frames, from frame 0 on. */
  readonly updates: readonly Bend[];
}

/** Samples of zeros that the first frame has before the sound. */
export function leadSamples({ start }: PluginEar): number {
  return start === 'plugin' ? FRAME_SAMPLES - HOP_SAMPLES : 0;
}

/** The framing of an ear. */
export function framingOf({ start }: PluginEar): Framing {
  return start === 'plugin' ? PLUGIN_FRAMING : REFERENCE_FRAMING;
}

/** Takes the magnitudes of one frame after the other, as many as are told of beforehand [P3–P8, B1]. */
export class SoundAnalysis {
  readonly sound: AnalysedSound;
  private readonly energies: BinEnergies;
  private readonly analyser: FeatureAnalyser;
  private readonly tracer: FrameBendTracer | null;
  private frame = 0;

  constructor(frameCount: number, sampleRateHz: number, { bend }: PluginEar) {
    const bins = perceptualBins(sampleRateHz);
    this.energies = new BinEnergies(bins);
    this.analyser = new FeatureAnalyser(bins);
    const hops =
      bend === 'off' ? 0 : hopsPerUpdate({ ...SEARCH_SETTINGS, clusterCount: bend.clusterCount }, sampleRateHz);
    this.tracer = bend === 'off' ? null : new FrameBendTracer(bend.model, hops);
    this.sound = {
      sampleRateHz,
      frameCount,
      features: new Float32Array(frameCount * FRAME_FEATURE_COUNT),
      totalEnergy: new Float32Array(frameCount),
      bend: this.tracer && { hopsPerClusterUpdate: hops, updates: this.tracer.updates },
    };
  }

  /** @param magnitudes 1025 of the next frame. */
  push(magnitudes: Float32Array): void {
    const { features, totalEnergy } = this.sound;
    this.energies.measure(magnitudes);
    this.analyser.push(magnitudes, this.energies, features, this.frame * FRAME_FEATURE_COUNT);
    this.tracer?.push(this.energies);
    totalEnergy[this.frame++] = this.energies.totalEnergy;
  }
}

/**
 * Clusters an analysed sound from a fresh state on as the plugin does with such knobs: bent along the sound [B2], within
 * the plugin's limits [C2].
 *
 * @param onFrame is told each frame and its masks, K × 64, which are valid during the call.
 * @throws RangeError where the sound's bend was traced for another number of clusters that is asked at other frames.
 */
export function clusterSound(
  { sampleRateHz, frameCount, features, totalEnergy, bend }: AnalysedSound,
  settings: ClusterSettings,
  onFrame: (masks: Float32Array, frame: number) => void,
): void {
  const chain = new ClusterChain(settings, sampleRateHz);
  const { hopsPerClusterUpdate } = chain.plan;
  if (bend !== null && bend.hopsPerClusterUpdate !== hopsPerClusterUpdate) {
    throw new RangeError(`the bend was traced every ${bend.hopsPerClusterUpdate} frames, not ${hopsPerClusterUpdate}`);
  }
  for (let frame = 0; frame < frameCount; frame++) {
    const update = chain.isUpdateDue ? bend?.updates[frame / hopsPerClusterUpdate] : undefined;
    if (update !== undefined) chain.configure({ ...settings, ...bendKnobs(settings, update) });
    chain.process(features, frame * FRAME_FEATURE_COUNT, totalEnergy[frame]!);
    onFrame(chain.masks, frame);
  }
}
