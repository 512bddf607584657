import { signal } from '@preact/signals-core';
import { array, custom, string, tuple, union, type GenericSchema } from 'valibot';
import {
  isOwnTreatment,
  TREATMENTS,
  type OwnTreatment,
  type OwnTreatmentId,
  type TreatmentId,
} from '../../domain/treatments.ts';
import { loadSetting, saveSetting } from '../../store/settings.ts';
import { SAVED_OWN_ID, SAVED_PARAMETERS, type OwnTreatments } from './ownTreatments.ts';
import type { WantedTreatment } from './soundPresets.ts';

/** One by name, or what is done to each cluster where it was made by hand. */
export type ChosenTreatment = TreatmentId | OwnTreatmentId | OwnTreatment['parameters'];

/** What a treatment is called that was made by hand and not saved. */
export const UNNAMED_TREATMENT = 'my treatment';

const SETTING = 'soundTreatments';
const SAVED: GenericSchema<unknown, readonly (readonly [string, ChosenTreatment])[]> = array(
  tuple([
    string(),
    union([custom<TreatmentId>((id) => TREATMENTS.some((known) => known.id === id)), SAVED_OWN_ID, SAVED_PARAMETERS]),
  ]),
);
const SAVED_AFTER_MS = 300;

/** The treatments that were chosen under Hear for sounds of the data set, by their audio ids, kept across visits. */
export class SoundTreatments {
  readonly #own: Pick<OwnTreatments, 'find'>;
  readonly #chosen = signal<ReadonlyMap<string, ChosenTreatment>>(new Map());
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(own: Pick<OwnTreatments, 'find'>) {
    this.#own = own;
  }

  /** What earlier visits left. */
  async load(): Promise<void> {
    this.#chosen.value = new Map([...(await loadSetting(SETTING, SAVED, [])), ...this.#chosen.peek()]);
  }

  /** Null where nothing was chosen, or a saved one that was removed since. */
  chosenFor(audioId: string): ChosenTreatment | null {
    const chosen = this.#chosen.value.get(audioId) ?? null;
    return typeof chosen === 'string' && isOwnTreatment(chosen) && this.#own.find(chosen) === null ? null : chosen;
  }

  /** The same as a preset takes it. */
  wantedFor(audioId: string): WantedTreatment {
    const chosen = this.chosenFor(audioId);
    if (chosen === null) return null;
    if (typeof chosen !== 'string') return { name: UNNAMED_TREATMENT, parameters: chosen };
    return isOwnTreatment(chosen) ? this.#own.find(chosen) : chosen;
  }

  /** @param chosen null forgets it. */
  keep(audioId: string, chosen: ChosenTreatment | null): void {
    const all = this.#chosen.peek();
    if ((all.get(audioId) ?? null) === chosen) return;
    const others = [...all].filter(([id]) => id !== audioId);
    this.#chosen.value = new Map(chosen === null ? others : [...others, [audioId, chosen]]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void saveSetting(SETTING, [...this.#chosen.peek()]), SAVED_AFTER_MS);
  }

  /** Forgets what was chosen for all sounds. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#chosen.value = new Map();
    await saveSetting(SETTING, []);
  }
}
