import type { Preference } from '../../domain/blindComparison.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { MeasuredSetting } from '../../domain/measured.ts';

/** What is known of one sound when settings are proposed for it. */
export interface PreferenceRequest {
  /** Of all sounds whose descriptors are at hand. */
  readonly preferences: readonly Preference[];
  /** The twelve descriptors of every sound that the preferences name, and of the sound asked about. */
  readonly descriptors: ReadonlyMap<string, Float64Array>;
  /** Settings by audio id with their measured score, or with what a collection predicts: what is expected beforehand. */
  readonly measured: ReadonlyMap<string, readonly MeasuredSetting[]>;
  readonly audioId: string;
  /** Settings that are worth hearing; the first is what a gain is measured from. */
  readonly known: readonly Hyperparameters[];
  readonly seed: number;
}

/** The setting of greatest expected utility. */
export interface LearnedSetting {
  readonly hyperparameters: Hyperparameters;
  /** Expected utility above the first of the known settings, in units of the listener's uncertainty. */
  readonly gain: number;
}

/** Learning from blind comparisons (E3). */
export interface PreferenceCalls {
  /** The two settings to compare next. */
  proposePair(request: PreferenceRequest): Promise<readonly [Hyperparameters, Hyperparameters]>;
  learnSetting(request: PreferenceRequest): Promise<LearnedSetting>;
}
