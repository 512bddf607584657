import { custom, union, type GenericSchema } from 'valibot';
import {
  isOwnTreatment,
  TREATMENTS,
  type OwnTreatment,
  type OwnTreatmentId,
  type TreatmentId,
} from '../../../domain/treatments.ts';
import { KeptBySound } from './keptBySound.ts';
import { SAVED_OWN_ID, SAVED_PARAMETERS, type OwnTreatments } from './ownTreatments.ts';
import type { WantedTreatment } from './soundPresets.ts';

/** One by name, or what is done to each cluster where it was made by hand. */
export type ChosenTreatment = TreatmentId | OwnTreatmentId | OwnTreatment['parameters'];

/** What a treatment is called that was made by hand and not saved. */
export const UNNAMED_TREATMENT = 'my treatment';

const SAVED: GenericSchema<unknown, ChosenTreatment> = union([
  custom<TreatmentId>((id) => TREATMENTS.some((known) => known.id === id)),
  SAVED_OWN_ID,
  SAVED_PARAMETERS,
]);

/** The treatments that were chosen for sounds. */
export class SoundTreatments extends KeptBySound<ChosenTreatment> {
  readonly #own: Pick<OwnTreatments, 'find'>;

  constructor(own: Pick<OwnTreatments, 'find'>) {
    super('soundTreatments', SAVED);
    this.#own = own;
  }

  /** Null where nothing was chosen, or a saved one that was removed since. */
  chosenFor(key: string): ChosenTreatment | null {
    const chosen = this.of(key);
    return typeof chosen === 'string' && isOwnTreatment(chosen) && this.#own.find(chosen) === null ? null : chosen;
  }

  /** The same as a preset takes it. */
  wantedFor(key: string): WantedTreatment {
    const chosen = this.chosenFor(key);
    if (chosen === null) return null;
    if (typeof chosen !== 'string') return { name: UNNAMED_TREATMENT, parameters: chosen };
    return isOwnTreatment(chosen) ? this.#own.find(chosen) : chosen;
  }
}
