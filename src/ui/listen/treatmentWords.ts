import {
  isOwnTreatment,
  TREATMENTS,
  type FittedTreatment,
  type OwnTreatment,
  type OwnTreatmentId,
  type TreatmentId,
} from '../../domain/treatments.ts';
import { formatSigned } from '../shared/text/format.ts';

/**
 * What a treatment does to a sound, against the same split with the plugin's default treatment, and whether it does what it
 * is meant to.
 *
 * @param treatment null for what the controls were set to by hand. @param own the saved one that is chosen, if any.
 * @param fitted null where nothing had to be fitted.
 */
export function treatmentWords(
  treatment: TreatmentId | OwnTreatmentId | null,
  own: OwnTreatment | null,
  fitted: Pick<FittedTreatment, 'figures' | 'isReached'> | null,
): string {
  if (own !== null) return `Your treatment “${own.name}”, as it was saved.`;
  if (treatment === null || isOwnTreatment(treatment)) return 'Your own treatment, as the controls stand.';
  if (treatment === 'defaults')
    return "The plugin's defaults: the split is not heard, since every cluster is treated alike.";
  if (treatment === 'stems') {
    return 'Each cluster goes to an auxiliary output of its own, which the host must enable; the main output is silent.';
  }
  if (fitted === null) return '';
  const { loudnessLu } = fitted.figures;
  const change = signed(loudnessLu);
  const loudness = change === '0.0' ? 'as loud as before' : `loudness ${change} LU`;
  const reached = fitted.isReached
    ? ''
    : ' It falls short of what it is meant to do: this sound gives it too little to work on.';
  return `Fitted to this sound: ${whatItDoes(treatment, fitted)}, ${loudness}.${reached}`;
}

/** Why treatments are not offered: what they would do to this sound instead (E4); empty where all are. */
export function declinedWords(declined: ReadonlyMap<TreatmentId, FittedTreatment>): string {
  const each = TREATMENTS.flatMap(({ id, label }) => {
    const fitted = declined.get(id);
    return fitted === undefined ? [] : [`${label} (${whatItDoes(id, fitted)})`];
  });
  return each.length === 0
    ? ''
    : `Not offered, as this sound split like this would get the opposite: ${each.join(', ')}.`;
}

function whatItDoes(treatment: TreatmentId, { figures }: Pick<FittedTreatment, 'figures'>): string {
  const { airDb, belowAirDb, bodyDb, crestDb, attackDb, rangeDb } = figures;
  const what: Partial<Record<TreatmentId, string>> = {
    'transients-forward': `crest factor ${signed(crestDb)} dB`,
    'transients-back': `attacks against the whole ${signed(attackDb)} dB`,
    'gentle-glue': `range between loud and quiet parts ${signed(rangeDb)} dB`,
    'tame-air': `above 8 kHz ${signed(airDb)} dB, below ${signed(belowAirDb)} dB`,
    'lift-body': `120–800 Hz against the rest ${signed(bodyDb)} dB`,
    'tame-body': `120–800 Hz against the rest ${signed(bodyDb)} dB`,
    isolate: 'the loudest cluster alone',
  };
  return what[treatment] ?? '';
}

const signed = (change: number): string => formatSigned(change, 1);
