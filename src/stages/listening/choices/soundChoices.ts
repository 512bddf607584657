import { boolean, object, string } from 'valibot';
import type { HearState } from '../../../domain/listening.ts';
import { hyperparametersOfState, splitSettingsOf, type SplitSettings } from '../../../domain/pluginParameters.ts';
import type { Tools } from '../../tools.ts';
import { ImportedPresets } from './importedPresets.ts';
import { KeptBySound } from './keptBySound.ts';
import { OwnTreatments, SAVED_PARAMETERS } from './ownTreatments.ts';
import type { WantedState } from './soundPresets.ts';
import { SoundTreatments } from './soundTreatments.ts';
import { IMPORTED, type ChosenCandidate } from './splitCandidates.ts';

/** How a sound is split beside its candidate. */
interface ChosenSplit {
  readonly compensates: boolean;
  readonly settings: SplitSettings;
}

const CHOSEN_SPLIT = object({ compensates: boolean(), settings: SAVED_PARAMETERS });

/** What was chosen under Hear for sounds, by their keys: of those of the data set across visits, of those that were offered in this one. */
export class SoundChoices {
  readonly #settings = new KeptBySound<ChosenSplit>('soundSettings', CHOSEN_SPLIT);
  readonly imports = new ImportedPresets();
  readonly ownTreatments = new OwnTreatments();
  readonly treatments = new SoundTreatments(this.ownTreatments);
  /** The ids of the candidates that were chosen. */
  readonly splits = new KeptBySound('soundSplits', string());
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
    return { id: this.splits.of(key), imported: this.imports.of(key) };
  }

  /** How a sound is split beside its candidate; null as a fresh plugin does, compensated. What was set for an imported state goes with it. */
  settingsFor(key: string): ChosenSplit | null {
    const isGone = this.splits.of(key) === IMPORTED && this.imports.of(key) === null;
    return isGone ? null : this.#settings.of(key);
  }

  keepSettings(key: string, { settings, compensates }: Pick<HearState, 'settings' | 'compensates'>): void {
    const own = splitSettingsOf(settings);
    this.#settings.keep(key, own === null && compensates ? null : { compensates, settings: own ?? {} });
  }

  /** What exports write for a sound: as it was left under Hear. */
  wantedFor(key: string): WantedState {
    const treatment = this.treatments.wantedFor(key);
    const imported = this.splits.of(key) === IMPORTED ? this.imports.of(key) : null;
    const chosen = this.settingsFor(key);
    if (chosen === null && imported === null) return { treatment, split: null };
    const { settings = {}, compensates = true } = chosen ?? {};
    const knobs = imported === null ? null : hyperparametersOfState(imported.parameters);
    return { treatment, split: { settings, compensates, knobs } };
  }

  async #load(): Promise<void> {
    const kept = [this.ownTreatments, this.treatments, this.splits, this.#settings, this.imports];
    try {
      await Promise.all(kept.map(async (one) => one.load()));
    } catch (error) {
      this.#log.thrown(error, 'prediction');
    }
  }

  /** Forgets what was chosen for all sounds; treatments that were saved by name stay. */
  async forget(): Promise<void> {
    const kept = [this.treatments, this.splits, this.#settings, this.imports];
    await Promise.all(kept.map(async (one) => one.forget()));
  }
}
