import { boolean, object, string } from 'valibot';
import type { HearState } from '../../domain/listening.ts';
import { hyperparametersOfState, splitSettingsOf, type SplitSettings } from '../../domain/pluginParameters.ts';
import type { ReadPluginPreset } from '../../formats/presets/readPluginPreset.ts';
import type { Tools } from '../tools.ts';
import { ImportedPresets } from './importedPresets.ts';
import { KeptBySound } from './keptBySound.ts';
import { OwnTreatments, SAVED_PARAMETERS } from './ownTreatments.ts';
import type { WantedState } from './soundPresets.ts';
import { SoundTreatments } from './soundTreatments.ts';
import { IMPORTED } from './splitCandidates.ts';

/** How a sound is split beside its candidate. */
interface ChosenSplit {
  readonly compensates: boolean;
  readonly settings: SplitSettings;
}

const CHOSEN_SPLIT = object({ compensates: boolean(), settings: SAVED_PARAMETERS });

/** What was chosen under Hear for sounds of the data set, kept across visits but for what was imported. */
export class SoundChoices {
  readonly #dataSet: Pick<Tools['dataSet'], 'pathOf'>;
  readonly #settings = new KeptBySound<ChosenSplit>('soundSettings', CHOSEN_SPLIT);
  readonly imports = new ImportedPresets();
  readonly ownTreatments = new OwnTreatments();
  readonly treatments = new SoundTreatments(this.ownTreatments);
  /** The ids of the candidates that were chosen. */
  readonly splits = new KeptBySound('soundSplits', string());
  /** Resolves when what earlier visits left is known. */
  readonly loaded: Promise<void>;

  constructor({ dataSet, log }: Pick<Tools, 'dataSet' | 'log'>) {
    this.#dataSet = dataSet;
    const kept = [this.ownTreatments, this.treatments, this.splits, this.#settings];
    this.loaded = Promise.all(kept.map(async (one) => one.load())).then(
      () => undefined,
      (error: unknown) => log.thrown(error, 'prediction'),
    );
  }

  /** The preset that was imported for a sound; null for none. */
  importFor(audioId: string): ReadPluginPreset | null {
    return this.imports.of({ kind: 'data-set', audioId, path: this.#dataSet.pathOf(audioId) });
  }

  /** How a sound is split beside its candidate; null as a fresh plugin does, compensated. What was set for an imported state goes with it. */
  settingsFor(audioId: string): ChosenSplit | null {
    const isGone = this.splits.of(audioId) === IMPORTED && this.importFor(audioId) === null;
    return isGone ? null : this.#settings.of(audioId);
  }

  keepSettings(audioId: string, { settings, compensates }: Pick<HearState, 'settings' | 'compensates'>): void {
    const own = splitSettingsOf(settings);
    this.#settings.keep(audioId, own === null && compensates ? null : { compensates, settings: own ?? {} });
  }

  /** What Export Presets writes for a sound: as it was left under Hear. */
  wantedFor(audioId: string): WantedState {
    const treatment = this.treatments.wantedFor(audioId);
    const imported = this.splits.of(audioId) === IMPORTED ? this.importFor(audioId) : null;
    const chosen = this.settingsFor(audioId);
    if (chosen === null && imported === null) return { treatment, split: null };
    const { settings = {}, compensates = true } = chosen ?? {};
    const knobs = imported === null ? null : hyperparametersOfState(imported.parameters);
    return { treatment, split: { settings, compensates, knobs } };
  }

  /** Forgets what was chosen for all sounds; treatments that were saved by name stay. */
  async forget(): Promise<void> {
    await Promise.all([this.treatments.forget(), this.splits.forget(), this.#settings.forget()]);
  }
}
