import { tendencies, type Tendency } from '../../../ml/preference/tendencies.ts';
import type { Tools } from '../../tools.ts';
import type { PreferenceStage } from './preferenceStage.ts';

export type { Tendency } from '../../../ml/preference/tendencies.ts';

/** What all answers have in common. Reads signals, so that views follow. */
export function tendenciesOf({
  preferences,
  dataSet,
}: Pick<Tools, 'dataSet'> & { readonly preferences: PreferenceStage }): readonly Tendency[] {
  return tendencies(preferences.answers.value, (audioId) => dataSet.descriptorsOf(audioId));
}
