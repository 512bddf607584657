import type { TreatmentFigures } from '../../domain/treatments.ts';
import { binFrequencyHz, FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { PluginSpectrum } from '../plugin/pluginSpectrum.ts';
import { integratedLoudness } from '../loudness/integratedLoudness.ts';
import { attackSteps, rangeDb, standOutDb, stepPowers } from './dynamics.ts';

export const AIR_HZ = 8000;
export const BODY_HZ = [120, 800] as const;

/** What is measured of a render. */
export interface RenderMeasure {
  readonly air: number;
  readonly belowAir: number;
  readonly body: number;
  /** Peak over root mean square, in dB. */
  readonly crestDb: number;
  /** −Infinity for silence. */
  readonly loudnessLkfs: number;
  /** Of each 10 ms, before any output gain that was added later. */
  readonly steps: Float64Array;
}

/** @param channels one or two of equal, positive length. */
export function measureRender(channels: readonly Float32Array[], sampleRateHz: number): RenderMeasure {
  const spectrum = new PluginSpectrum(FRAME_SAMPLES, '64-bit');
  const magnitudes = new Float32Array(FRAME_SAMPLES / 2 + 1);
  let [air, belowAir, body] = [0, 0, 0];
  let [peak, squares] = [0, 0];
  for (const channel of channels) {
    for (let at = 0; at + FRAME_SAMPLES <= channel.length; at += HOP_SAMPLES) {
      spectrum.magnitudes(channel, at, magnitudes);
      magnitudes.forEach((magnitude, k) => {
        const hz = binFrequencyHz(k, sampleRateHz);
        const energy = magnitude * magnitude;
        if (hz >= AIR_HZ) air += energy;
        else belowAir += energy;
        if (hz >= BODY_HZ[0] && hz < BODY_HZ[1]) body += energy;
      });
    }
    for (const sample of channel) {
      peak = Math.max(peak, Math.abs(sample));
      squares += sample * sample;
    }
  }
  const meanSquare = squares / Math.max(1, channels.length * (channels[0]?.length ?? 0));
  return {
    air,
    belowAir,
    body,
    crestDb: decibels((peak * peak) / Math.max(meanSquare, 1e-30)),
    loudnessLkfs: integratedLoudness(channels, sampleRateHz),
    steps: stepPowers(channels, sampleRateHz),
  };
}

/** What is measured of the same render with another output gain. */
export function louder(render: RenderMeasure, gainDb: number): RenderMeasure {
  const power = 10 ** (gainDb / 10);
  return {
    air: power * render.air,
    belowAir: power * render.belowAir,
    body: power * render.body,
    crestDb: render.crestDb,
    loudnessLkfs: render.loudnessLkfs + gainDb,
    steps: render.steps,
  };
}

/** How a render differs from another one of the same sound. */
export function compareRenders(treated: RenderMeasure, reference: RenderMeasure): TreatmentFigures {
  const ofRest = ({ air, belowAir, body }: RenderMeasure) => body / Math.max(air + belowAir - body, 1e-12);
  const loudness = treated.loudnessLkfs - reference.loudnessLkfs;
  const attacks = attackSteps(reference.steps);
  return {
    airDb: decibels(treated.air / Math.max(reference.air, 1e-12)),
    belowAirDb: decibels(treated.belowAir / Math.max(reference.belowAir, 1e-12)),
    bodyDb: decibels(ofRest(treated) / Math.max(ofRest(reference), 1e-12)),
    crestDb: treated.crestDb - reference.crestDb,
    attackDb: standOutDb(treated.steps, attacks) - standOutDb(reference.steps, attacks),
    rangeDb: rangeDb(treated.steps) - rangeDb(reference.steps),
    loudnessLu: Number.isFinite(loudness) ? loudness : 0,
  };
}

function decibels(ratio: number): number {
  return 10 * Math.log10(Math.max(ratio, 1e-12));
}
