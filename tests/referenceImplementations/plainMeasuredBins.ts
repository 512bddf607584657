import { FRAME_SAMPLES } from '../../src/ml/dsp/spectrum.ts';
import { pluginWindow } from '../../src/ml/kernel/pluginTables.ts';
import { nearestRank } from '../../src/ml/plugin/runtimeFrame.ts';
import type { MeasuredBins } from '../../src/ml/plugin/runtimeFrame.ts';
import { perceptualBins } from '../../src/ml/plugin/perceptualBins.ts';

/** What the plugin measures on one frame, by the sums as they are defined [P1–P3, P7]. */
export function plainMeasuredBins(
  channels: readonly Float32Array[],
  at: number,
  sampleRateHz: number,
): MeasuredBins & { readonly magnitudes: readonly number[] } {
  const spectra = channels.map((channel) => plainMagnitudes(channel.subarray(at, at + FRAME_SAMPLES)));
  const magnitudes = spectra[0]!.map((_, k) => spectra.reduce((sum, each) => sum + each[k]! / spectra.length, 0));
  const { edges } = perceptualBins(sampleRateHz);
  const energy = Float32Array.from({ length: 64 }, (_, i) =>
    magnitudes.slice(edges[i], edges[i + 1]).reduce((sum, value) => sum + value, 0),
  );
  const logEnergy = energy.map((value) => Math.log(1e-8 + value));
  const slopes = logEnergy.subarray(1).map((value, i) => value - logEnergy[i]!);
  const peaks = logEnergy.map((value, i) => {
    const before = logEnergy[Math.max(i - 1, 0)]!;
    const after = logEnergy[Math.min(i + 1, 63)]!;
    return value - (before + after) / 2;
  });
  return {
    magnitudes,
    energy,
    logEnergy,
    totalEnergy: energy.reduce((sum, value) => sum + value, 0),
    medianSlope: nearestRank(slopes.sort(), 50),
    medianPeak: nearestRank(peaks.sort(), 50),
  };
}

/** |X| of the windowed frame at 1025 frequencies, by the definition of the transform. */
function plainMagnitudes(frame: Float32Array): number[] {
  const window = pluginWindow(FRAME_SAMPLES);
  const windowed = Array.from(frame, (value, n) => value * window[n]!);
  const cosines = windowed.map((_, n) => Math.cos((2 * Math.PI * n) / FRAME_SAMPLES));
  const sines = windowed.map((_, n) => Math.sin((2 * Math.PI * n) / FRAME_SAMPLES));
  return Array.from({ length: FRAME_SAMPLES / 2 + 1 }, (_, k) => {
    let re = 0;
    let im = 0;
    for (let n = 0, angle = 0; n < FRAME_SAMPLES; n++, angle = (angle + k) % FRAME_SAMPLES) {
      re += windowed[n]! * cosines[angle]!;
      im -= windowed[n]! * sines[angle]!;
    }
    return Math.hypot(re, im);
  });
}
