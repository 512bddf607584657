import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { DefaultRng } from '../random/defaultRng.ts';
import { proposePair } from './eubo.ts';
import { settingOf, type PreferencePoint } from './preferencePoint.ts';
import type { PreferencePosterior } from './preferencePosterior.ts';
import { drawAround, drawSettings } from './settingCandidates.ts';

/** A sound whose settings are compared. */
export interface ComparedSound {
  /** In units of the descriptors' spread. */
  readonly sound: Float64Array;
  /** Expected utility of a setting before anything was heard, in units of the listener's uncertainty. */
  readonly prior: (hyperparameters: Hyperparameters) => number;
  /** Settings that are worth hearing: defaults, predicted, best. */
  readonly known: readonly Hyperparameters[];
}

/** What is best for a sound, by all that was heard. */
export interface LearnedOptimum {
  readonly hyperparameters: Hyperparameters;
  /** Expected utility above the first of the known settings. */
  readonly gain: number;
}

const PROPOSED_FROM = 120;
const PROPOSED_AROUND = 30;
const PROPOSED_SPREAD = 0.12;
const SEARCHED_FROM = 800;
/** The optimum is searched ever closer around the best so far. */
const SEARCH_SPREADS = [0.15, 0.08, 0.04] as const;
const SEARCHED_AROUND = 150;

/** The two settings of a sound to compare next [E3]. */
export function nextPair(
  posterior: PreferencePosterior,
  sound: ComparedSound,
  seed: number,
): readonly [Hyperparameters, Hyperparameters] {
  const rng = new DefaultRng(seed);
  const drawn = [...sound.known, ...drawSettings(rng, PROPOSED_FROM)];
  const best = drawn[argmax(posterior.means(drawn.map((setting) => pointOf(sound, setting))))]!;
  const candidates = [...drawn, ...drawAround(rng, best, PROPOSED_SPREAD, PROPOSED_AROUND)];
  const { first, second } = proposePair(posterior.utilities(candidates.map((setting) => pointOf(sound, setting))));
  return [candidates[first]!, candidates[second]!];
}

/** The setting of greatest expected utility for a sound [E3]. */
export function learnedOptimum(posterior: PreferencePosterior, sound: ComparedSound, seed: number): LearnedOptimum {
  const rng = new DefaultRng(seed);
  const utilityOf = (settings: readonly Hyperparameters[]) =>
    posterior.means(settings.map((setting) => pointOf(sound, setting)));
  let best = bestOf([...sound.known, ...drawSettings(rng, SEARCHED_FROM)], utilityOf);
  for (const spread of SEARCH_SPREADS) {
    const around = [best.setting, ...drawAround(rng, best.setting, spread, SEARCHED_AROUND)];
    best = bestOf(around, utilityOf);
  }
  const [first] = sound.known;
  const base = first === undefined ? 0 : utilityOf([first])[0]!;
  return { hyperparameters: best.setting, gain: best.utility - base };
}

/** A setting on a sound, as utilities are compared on it. */
export function pointOf({ sound, prior }: ComparedSound, hyperparameters: Hyperparameters): PreferencePoint {
  return { sound, setting: settingOf(hyperparameters), prior: prior(hyperparameters) };
}

function bestOf(
  settings: readonly Hyperparameters[],
  utilityOf: (settings: readonly Hyperparameters[]) => Float64Array,
): { readonly setting: Hyperparameters; readonly utility: number } {
  const utilities = utilityOf(settings);
  const at = argmax(utilities);
  return { setting: settings[at]!, utility: utilities[at]! };
}

function argmax(values: Float64Array): number {
  let at = 0;
  values.forEach((value, i) => {
    if (value > values[at]!) at = i;
  });
  return at;
}
