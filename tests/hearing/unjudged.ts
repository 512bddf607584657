import { JUDGING_PARTNERS, partnerScores } from '../../src/ml/judge/judge.ts';
import { bootstrapMean, type MeanInterval } from '../../src/ml/measured/bootstrap.ts';
import { GENERAL_PRESET } from '../../src/ml/measured/generalPreset.ts';
import { drawPartners } from '../../src/ml/measured/partners.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import { packSettings, sliced, type HearingOptions, type HeardSound, type MeasureTasks } from './hear.ts';

/** What a preset that nothing was heard for makes of a set of sounds. */
interface UnjudgedLine {
  readonly name: string;
  readonly purity: number;
  /** In purity over the plugin's defaults, relative to their mean purity; null for the defaults themselves. */
  readonly gain: MeanInterval | null;
}

/** The presets that a sound has before anything is measured, on 6 partners and a segment each. */
export async function unjudgedGain(
  sounds: readonly HeardSound[],
  { changeWeight, seed }: HearingOptions,
  measure: MeasureTasks,
): Promise<readonly UnjudgedLine[]> {
  const place = new Map(sounds.map(({ id }, i) => [id, i]));
  const groups = sounds.map(({ group }) => group);
  const settings = sounds.map(({ descriptors }) => [
    DEFAULT_HYPERPARAMETERS,
    GENERAL_PRESET,
    playableBest(descriptors).hyperparameters,
  ]);
  const parts = await measure(
    sounds.map((sound, file) => ({
      file,
      set: 'unseen',
      places: [1],
      partners: drawPartners(sound, sounds, JUDGING_PARTNERS, seed).map((id) => place.get(id)!),
      settings: packSettings(settings[file]!),
    })),
  );
  const purities = parts.map((all) =>
    sliced(all, 3).map((own) => mean(partnerScores(own, JUDGING_PARTNERS, changeWeight).purity)),
  );
  const of = (candidate: number) => purities.map((own) => own[candidate]!);
  const defaults = of(0);
  return ['plugin defaults', 'general preset', 'optimum of the formula'].map((name, candidate) => {
    const own = of(candidate);
    const gain = bootstrapMean(
      own.map((purity, f) => purity - defaults[f]!),
      groups,
    );
    const relative = (value: number) => value / mean(defaults);
    return {
      name,
      purity: mean(own),
      gain: candidate === 0 ? null : { mean: relative(gain.mean), low: relative(gain.low), high: relative(gain.high) },
    };
  });
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
