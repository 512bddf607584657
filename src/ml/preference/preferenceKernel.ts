import type { PreferencePoint } from './preferencePoint.ts';

/** How utilities vary over settings and sounds. */
export interface KernelParameters {
  /** Standard deviation of the utility, in units of √2·σ of the listener. */
  readonly amplitude: number;
  /** Distance in settings (0 … 1 each) over which utilities are alike. */
  readonly settingLength: number;
  /** Distance in sounds, per descriptor, over which tastes are alike. */
  readonly soundLength: number;
  /** Share of the variance that all sounds have in common, 0 … 1. */
  readonly commonShare: number;
  /** How much the prior counts. */
  readonly priorWeight: number;
}

/** Covariance of the utilities of two points: a taste in settings that is partly common and partly each sound's own. */
export function covariance(a: PreferencePoint, b: PreferencePoint, parameters: KernelParameters): number {
  const { amplitude, settingLength, soundLength, commonShare } = parameters;
  const settings = squaredDistance(a.setting, b.setting) / (settingLength * settingLength);
  const sounds = squaredDistance(a.sound, b.sound) / (soundLength * soundLength * a.sound.length);
  const own = (1 - commonShare) * Math.exp(-0.5 * sounds);
  return amplitude * amplitude * Math.exp(-0.5 * settings) * (commonShare + own);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return sum;
}
