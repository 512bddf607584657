import type { MeasuredSetting } from '../../domain/measured.ts';
import type { Preference } from '../../domain/blindComparison.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { proxyTerms } from '../objective/proxy.ts';
import { DefaultRng } from '../random/defaultRng.ts';
import { measuredPrior } from './measuredPrior.ts';
import { soundOf } from './preferencePoint.ts';
import type { PreferenceAnswer } from './preferencePosterior.ts';
import { pointOf, type ComparedSound } from './nextPair.ts';
import { drawSettings } from './settingCandidates.ts';

const DRAWN_FOR_SCALE = 64;
const SCALE_SEED = 20_22;

/**
 * Sounds as preferences are learned over them: descriptors in units of their spread over these sounds, and what is expected
 * of a setting beforehand: the measured score where a sound has measured trials enough, else the proxy score in units of its
 * own spread over settings drawn at random.
 *
 * @param descriptors twelve values by audio id. @param known by audio id; none where it is not told.
 * @param measured settings by audio id with their scores, measured on the same mixtures or predicted by other files.
 */
export function comparedSounds(
  descriptors: ReadonlyMap<string, Float64Array>,
  known: ReadonlyMap<string, readonly Hyperparameters[]>,
  measured: ReadonlyMap<string, readonly MeasuredSetting[]> = new Map(),
): ReadonlyMap<string, ComparedSound> {
  const rows = [...descriptors.values()];
  const mean = Float64Array.from({ length: DESCRIPTOR_COUNT }, (_, i) => meanOf(rows.map((row) => row[i]!)));
  const scale = mean.map((centre, i) => Math.sqrt(meanOf(rows.map((row) => (row[i]! - centre) ** 2))));
  const drawn = drawSettings(new DefaultRng(SCALE_SEED), DRAWN_FOR_SCALE);
  return new Map(
    [...descriptors].map(([audioId, vector]): [string, ComparedSound] => {
      const measuredUtility = measuredPrior(measured.get(audioId) ?? []);
      const scores = drawn.map((setting) => proxyTerms(vector, setting).score);
      const centre = meanOf(scores);
      const spread = Math.sqrt(meanOf(scores.map((score) => (score - centre) ** 2))) || 1;
      const prior =
        measuredUtility ?? ((setting: Hyperparameters) => (proxyTerms(vector, setting).score - centre) / spread);
      return [audioId, { sound: soundOf(vector, mean, scale), prior, known: known.get(audioId) ?? [] }];
    }),
  );
}

/** Preferences on sounds that are known; those on others are left out. */
export function comparisonsOf(
  preferences: readonly Preference[],
  sounds: ReadonlyMap<string, ComparedSound>,
): readonly PreferenceAnswer[] {
  return preferences.flatMap(({ audioId, first, second, share }) => {
    const sound = sounds.get(audioId);
    return sound === undefined ? [] : [{ first: pointOf(sound, first), second: pointOf(sound, second), share }];
  });
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
