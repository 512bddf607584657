import { hyperparametersOfState } from '../../../domain/pluginParameters.ts';
import { isOwnTreatment } from '../../../domain/treatments.ts';
import type { ReadPluginPreset } from '../../../formats/presets/readPluginPreset.ts';
import type { Tools } from '../../tools.ts';
import { ImportedPresets, type importedPreset } from './importedPresets.ts';
import { KeptChoices, NOTHING_CHOSEN, type ChosenTreatment, type SoundChoice } from './keptChoices.ts';
import { OwnTreatments } from './ownTreatments.ts';
import type { WantedState, WantedTreatment } from './soundPresets.ts';
import { IMPORTED, type ChosenCandidate } from './splitCandidates.ts';

/** What a treatment is called that was made by hand and not saved. */
export const UNNAMED_TREATMENT = 'my treatment';

/** What was chosen under Hear for sounds, by their keys: of those of the data set across visits, of those that were offered in this one. */
export class SoundChoices {
  readonly ownTreatments = new OwnTreatments();
  readonly #imports = new ImportedPresets();
  readonly #kept = new KeptChoices();
  readonly #log: Tools['log'];
  #loaded: Promise<void>;

  constructor({ log }: Pick<Tools, 'log'>) {
    this.#log = log;
    this.#loaded = this.#load();
  }

  /** Resolves when what earlier visits and other tabs have kept is known. */
  get loaded(): Promise<void> {
    return this.#loaded;
  }

  /** Reads it anew: another tab may have changed it. */
  async load(): Promise<void> {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  /** The candidate that was chosen for a sound, which may be the preset that was imported for it. */
  candidateFor(key: string): ChosenCandidate {
    return { id: this.#kept.of(key).split, imported: this.importedFor(key) };
  }

  /** How a sound is split beside its candidate; null as a fresh plugin does, compensated. What was set for an imported state goes with it. */
  settingsFor(key: string): SoundChoice['settings'] {
    const { id, imported } = this.candidateFor(key);
    return id === IMPORTED && imported === null ? null : this.#kept.of(key).settings;
  }

  /** Null where nothing was chosen, or a saved one that was removed since. */
  treatmentFor(key: string): ChosenTreatment | null {
    const { treatment } = this.#kept.of(key);
    const isOwn = typeof treatment === 'string' && isOwnTreatment(treatment);
    return isOwn && this.ownTreatments.find(treatment) === null ? null : treatment;
  }

  /** The parts that are not named stay as they were chosen; null is what the sound begins with. */
  keep(key: string, change: Partial<Omit<SoundChoice, 'imported'>>): void {
    this.#kept.keep(key, change);
  }

  /** The preset that was imported for a sound last. @param key null for the one that waits for the next sound. */
  importedFor(key: string | null): ReadPluginPreset | null {
    if (key === null) return this.#imports.waiting;
    const { imported } = this.#kept.of(key);
    return imported === null ? null : this.#imports.of(imported);
  }

  /** @param key null for the next sound that is opened. */
  keepImported(key: string | null, imported: Awaited<ReturnType<typeof importedPreset>>): void {
    if (key === null) {
      this.#imports.wait(imported);
      return;
    }
    this.#imports.take(imported);
    this.#kept.keep(key, { imported: imported.file });
  }

  /** The preset that waited for a sound, and waits no longer; null for none. */
  takeWaiting(): ReturnType<ImportedPresets['takeWaiting']> {
    return this.#imports.takeWaiting();
  }

  /** What was chosen for a sound is chosen for another in its place, unless it is nothing. */
  move(from: string, to: string): void {
    const choice = this.#kept.of(from);
    if (choice === NOTHING_CHOSEN) return;
    this.#kept.keep(to, choice);
    this.#kept.keep(from, NOTHING_CHOSEN);
  }

  /** What exports write for a sound: as it was left under Hear. */
  wantedFor(key: string): WantedState {
    const treatment = this.#wantedTreatment(this.treatmentFor(key));
    const { id, imported } = this.candidateFor(key);
    const chosen = this.settingsFor(key);
    const isImported = id === IMPORTED && imported !== null;
    if (chosen === null && !isImported) return { treatment, split: null };
    const { settings = {}, compensates = true } = chosen ?? {};
    const knobs = isImported ? hyperparametersOfState(imported.parameters) : null;
    return { treatment, split: { settings, compensates, knobs } };
  }

  #wantedTreatment(chosen: ChosenTreatment | null): WantedTreatment {
    if (chosen === null) return null;
    if (typeof chosen !== 'string') return { name: UNNAMED_TREATMENT, parameters: chosen };
    return isOwnTreatment(chosen) ? this.ownTreatments.find(chosen) : chosen;
  }

  async #load(): Promise<void> {
    try {
      const prepare = async (kept: readonly SoundChoice[]) =>
        this.#imports.readKept(kept.flatMap(({ imported }) => imported ?? []));
      await Promise.all([this.ownTreatments.load(), this.#kept.load(prepare)]);
    } catch (error) {
      this.#log.thrown(error, 'prediction');
    }
  }

  /** Forgets what was chosen for all sounds; treatments that were saved by name stay. */
  async forget(): Promise<void> {
    await this.#kept.forget();
  }
}
