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
  const own = (1 - commonShare) * likeness(a.sound, b.sound, soundLength * soundLength * a.sound.length);
  return amplitude * amplitude * likeness(a.setting, b.setting, settingLength * settingLength) * (commonShare + own);
}

/** exp(−½·‖a − b‖²/length²): 1 for the same, 0 for far apart. */
export function likeness(a: Float64Array, b: Float64Array, lengthSquared: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return Math.exp((-0.5 * sum) / lengthSquared);
}
