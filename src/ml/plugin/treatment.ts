import { binFrequencyHz } from '../dsp/spectrum.ts';
import { clamp } from '../objective/clamp.ts';
import { sigmoid } from '../objective/decode.ts';
import { AutoLevel } from './autoLevel.ts';
import type { BusGains } from './overlapAdd.ts';
import { PERCEPTUAL_BIN_COUNT, type PerceptualBins } from './perceptualBins.ts';
import { type ClusterTreatment, MAX_CLUSTERS, type PluginState } from './pluginState.ts';
import { divideMasks } from './shares.ts';

const EPSILON = 1e-8;
const MIN_SHARE = 1e-8;
const MIN_REFERENCE = 1e-4;
/** A gain of so many dB and less is none. */
const SILENT_DB = -119.5;
const MAX_MULTIPLIER = 20;
const MAX_DRIVE = 12;
const MIN_SATURATED = 0.2;
const MAX_SATURATED = 3;

/** What the plugin does to the clusters of a frame, and how they sum up in its outputs [G1–G6]. */
export class Treatment {
  private readonly sampleRateHz: number;
  private readonly frameSamples: number;
  private readonly edges: Int32Array;
  private readonly binCount: number;
  /** Gain and filters of each cluster: clusters × bins. */
  private readonly tones: Float64Array;
  private readonly shares = new Float64Array(MAX_CLUSTERS * PERCEPTUAL_BIN_COUNT);
  /** Σ ln(ε + |X|) of each perceptual bin. */
  private readonly logSums = new Float64Array(PERCEPTUAL_BIN_COUNT);
  /** Of each cluster: gate, drive and 1/R in the frame. */
  private readonly gates = new Float64Array(MAX_CLUSTERS);
  private readonly drives = new Float64Array(MAX_CLUSTERS);
  private readonly references = new Float64Array(MAX_CLUSTERS);
  /** Σ of the shares of the clusters that the main output plays. */
  private readonly mainShares = new Float64Array(PERCEPTUAL_BIN_COUNT);
  private readonly autoLevel: AutoLevel;
  private state: PluginState;
  private outputGain = 1;

  constructor(bins: PerceptualBins, sampleRateHz: number, frameSamples: number, state: PluginState) {
    this.edges = bins.edges;
    this.sampleRateHz = sampleRateHz;
    this.frameSamples = frameSamples;
    this.binCount = frameSamples / 2 + 1;
    this.tones = new Float64Array(MAX_CLUSTERS * this.binCount);
    this.autoLevel = new AutoLevel(bins.edges);
    this.state = state;
    this.setState(state);
  }

  /** Another treatment from the next frame on. */
  setState(state: PluginState): void {
    this.state = state;
    this.outputGain = decibelGain(state.output.gainDb);
    for (let c = 0; c < state.split.clusterCount; c++) this.shapeTone(state.clusters[c]!, c * this.binCount);
  }

  /**
   * Sets the gains of the main output, the first of the buses, and of the auxiliary ones behind it.
   *
   * @param masks K × 64. @param magnitudes |X| of the frame.
   */
  shape(masks: Float32Array, magnitudes: Float32Array, buses: readonly BusGains[]): void {
    const { split, clusters, output } = this.state;
    divideMasks(masks, split.clusterCount, this.shares);
    this.measureClusters(magnitudes);
    for (const bus of buses) bus.isSilent = true;
    this.mainShares.fill(0);
    for (let c = 0; c < split.clusterCount; c++) {
      const { isMuted, route } = clusters[c]!;
      const isInMain = output.mode === 0 ? route === 0 : output.mode === c + 1;
      if (isMuted) continue;
      if (isInMain) this.addToMain(c, magnitudes, buses[0]!);
      const aux = route > 0 ? buses[route] : undefined;
      if (aux !== undefined) this.addCluster(c, magnitudes, aux);
    }
    this.finishMain(magnitudes, buses[0]!);
    for (let bus = 1; bus < buses.length; bus++) if (!buses[bus]!.isSilent) this.finishAux(buses[bus]!.gains);
  }

  /** Gain and filters of one cluster [G3]. */
  private shapeTone({ gainDb, highPassHz, lowPassHz }: ClusterTreatment, row: number): void {
    const gain = gainDb <= SILENT_DB ? 0 : decibelGain(gainDb);
    const high = highPassHz * highPassHz + EPSILON;
    const low = lowPassHz * lowPassHz;
    for (let k = 0; k < this.binCount; k++) {
      const square = binFrequencyHz(k, this.sampleRateHz, this.frameSamples) ** 2;
      this.tones[row + k] = gain * (square / (square + high)) ** 2 * (low / (square + low + EPSILON)) ** 2;
    }
  }

  /** Levels of the clusters [G1], and what they do to gate [G2] and saturation [G3]. */
  private measureClusters(magnitudes: Float32Array): void {
    const { gate, saturation, driveFromLevel } = this.state.output;
    this.gates.fill(1);
    this.drives.fill(0);
    if (!gate.isOn && saturation === 0 && driveFromLevel === 0) return;
    this.sumLogarithms(magnitudes);
    for (let c = 0; c < this.state.split.clusterCount; c++) {
      const level = this.level(c);
      if (gate.isOn) {
        this.gates[c] = gate.floor + (1 - gate.floor) * sigmoid(gate.sharpness * (level - gate.threshold));
      }
      const loud = Math.max(clamp(0.15 * (level + 8), -1, 1), 0);
      this.drives[c] = clamp(2.5 * saturation + 2 * driveFromLevel * loud, 0, MAX_DRIVE);
      this.references[c] = 1 / Math.max(Math.exp(level), MIN_REFERENCE);
    }
  }

  private sumLogarithms(magnitudes: Float32Array): void {
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      let sum = 0;
      for (let k = this.edges[i]!; k < this.edges[i + 1]!; k++) sum += Math.log(EPSILON + magnitudes[k]!);
      this.logSums[i] = sum;
    }
  }

  private level(c: number): number {
    let weights = 0;
    let sum = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const share = this.shares[c * PERCEPTUAL_BIN_COUNT + i]!;
      weights += share * (this.edges[i + 1]! - this.edges[i]!);
      sum += share * this.logSums[i]!;
    }
    return sum / Math.max(weights, EPSILON);
  }

  private addToMain(c: number, magnitudes: Float32Array, main: BusGains): void {
    this.addCluster(c, magnitudes, main);
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) this.mainShares[i]! += this.shares[c * PERCEPTUAL_BIN_COUNT + i]!;
  }

  /** Adds w·m of one cluster [G3, G4]. */
  private addCluster(c: number, magnitudes: Float32Array, bus: BusGains): void {
    const { edges, shares, tones } = this;
    const { gains } = bus;
    if (bus.isSilent) gains.fill(0);
    bus.isSilent = false;
    const row = c * this.binCount;
    const gate = this.gates[c]!;
    const drive = this.drives[c]!;
    const makeUp = Math.sqrt(1 + 0.3 * drive);
    const slope = drive * this.references[c]!;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const share = shares[c * PERCEPTUAL_BIN_COUNT + i]!;
      const end = edges[i + 1]!;
      for (let k = edges[i]!; k < end; k++) {
        let multiplier = tones[row + k]! * gate;
        if (drive > 0) {
          const saturated = makeUp / (1 + slope * magnitudes[k]! + EPSILON);
          multiplier *= Math.min(Math.max(saturated, MIN_SATURATED), MAX_SATURATED);
        }
        gains[k]! += share * Math.min(multiplier, MAX_MULTIPLIER);
      }
    }
  }

  /** Divides by the shares [G4], levels [G5] and mixes with the untreated sound [G6]. */
  private finishMain(magnitudes: Float32Array, main: BusGains): void {
    const { edges, mainShares, outputGain } = this;
    const { gains } = main;
    const { mix, hasAutoLevel, gate } = this.state.output;
    if (main.isSilent) gains.fill(0);
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const share = mainShares[i]!;
      const scale = share > MIN_SHARE ? 1 / share : 0;
      for (let k = edges[i]!; k < edges[i + 1]!; k++) {
        gains[k] = Math.min(gains[k]! * scale, MAX_MULTIPLIER) * outputGain;
      }
    }
    const isLevelled = hasAutoLevel && !gate.isOn;
    const wet = mix * this.autoLevel.push(isLevelled, magnitudes, gains, mix, mainShares);
    for (let k = 0; k < gains.length; k++) gains[k] = clamp(1 - mix + wet * gains[k]!, 0, MAX_MULTIPLIER);
    main.isSilent = main.isSilent && mix === 1;
  }

  private finishAux(gains: Float64Array): void {
    for (let k = 0; k < gains.length; k++) gains[k] = Math.min(gains[k]! * this.outputGain, MAX_MULTIPLIER);
  }
}

function decibelGain(decibels: number): number {
  return 10 ** (decibels / 20);
}
