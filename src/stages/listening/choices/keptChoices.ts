import { signal } from '@preact/signals-core';
import {
  array,
  boolean,
  custom,
  fallback,
  nullable,
  object,
  string,
  tuple,
  union,
  unknown,
  type GenericSchema,
} from 'valibot';
import type { HearState } from '../../../domain/listening.ts';
import { splitSettingsOf, type SplitSettings } from '../../../domain/pluginParameters.ts';
import { TREATMENTS, type OwnTreatment, type OwnTreatmentId, type TreatmentId } from '../../../domain/treatments.ts';
import { changeSetting, loadSetting, saveSetting } from '../../../store/settings.ts';
import { SOUND_CHOICES, SOUND_CHOICES_BEFORE } from '../../../store/settingKeys.ts';
import { isLasting } from '../sound/soundKey.ts';
import { SAVED_OWN_ID, SAVED_PARAMETERS } from './ownTreatments.ts';
import { thoseThatFit } from './thoseThatFit.ts';

/** One by name, or what is done to each cluster where it was made by hand. */
export type ChosenTreatment = TreatmentId | OwnTreatmentId | OwnTreatment['parameters'];

/** A preset as it was imported: kept as it came, so that a later visit reads it as strictly. */
export interface PresetFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What was chosen under Hear for a sound; null is what it begins with. */
export interface SoundChoice {
  /** The id of the candidate. */
  readonly split: string | null;
  /** How it is split beside that. */
  readonly settings: { readonly compensates: boolean; readonly settings: SplitSettings } | null;
  readonly treatment: ChosenTreatment | null;
  /** The preset that was imported for it last. */
  readonly imported: PresetFile | null;
}

export const NOTHING_CHOSEN: SoundChoice = { split: null, settings: null, treatment: null, imported: null };

/** How a state splits a sound beside its candidate; null as a fresh plugin does, compensated. */
export function chosenSettings({
  settings,
  compensates,
}: Pick<HearState, 'settings' | 'compensates'>): SoundChoice['settings'] {
  const own = splitSettingsOf(settings);
  return own === null && compensates ? null : { compensates, settings: own ?? {} };
}

/** A part that cannot be understood was not chosen; the others stay. */
const part = <T>(schema: GenericSchema<unknown, T>) => fallback(nullable(schema), null);
const CHOICE = object({
  split: part(string()),
  settings: part(object({ compensates: boolean(), settings: SAVED_PARAMETERS })),
  treatment: part<ChosenTreatment>(
    union([custom<TreatmentId>((id) => TREATMENTS.some((known) => known.id === id)), SAVED_OWN_ID, SAVED_PARAMETERS]),
  ),
  imported: part(object({ name: string(), bytes: custom<Uint8Array>((bytes) => ArrayBuffer.isView(bytes)) })),
});
const CHOICES = thoseThatFit(tuple([string(), CHOICE]));
const PARTS_BEFORE: Readonly<Record<keyof SoundChoice, string>> = SOUND_CHOICES_BEFORE;

/** A slider that moves is saved so often. */
const SAVED_EVERY_MS = 300;

/** What was chosen under Hear for sounds, by their keys; of those of the data set it is kept across visits. */
export class KeptChoices {
  readonly #chosen = signal<ReadonlyMap<string, SoundChoice>>(new Map());
  /** What is not kept yet. */
  readonly #unsaved = new Map<string, Partial<SoundChoice>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the browser keeps nothing, now or ever, what is not kept goes with the next choice. */
  #isRefused = false;

  /** Reads what earlier visits and other tabs have kept. @param prepare is given it before it is told. */
  async load(prepare: (kept: readonly SoundChoice[]) => Promise<void>): Promise<void> {
    await keepPartsAsOne();
    const lasting = [...this.#chosen.peek()].filter(([key]) => isLasting(key));
    const kept = await loadSetting(SOUND_CHOICES, CHOICES, lasting);
    await prepare(kept.map(([, choice]) => choice));
    const passing = [...this.#chosen.peek()].filter(([key]) => !isLasting(key));
    this.#chosen.value = withChanges([...kept, ...passing], this.#unsaved);
  }

  /** Reads the signal. */
  of(key: string): SoundChoice {
    return this.#chosen.value.get(key) ?? NOTHING_CHOSEN;
  }

  /** The parts that are not named stay as they were chosen. */
  keep(key: string, change: Partial<SoundChoice>): void {
    const all = this.#chosen.peek();
    const before: Readonly<Record<string, unknown>> = { ...(all.get(key) ?? NOTHING_CHOSEN) };
    if (Object.entries(change).every(([name, chosen]) => before[name] === chosen)) return;
    this.#chosen.value = withChanges(all, [[key, change]]);
    if (!isLasting(key)) return;
    this.#unsaved.set(key, { ...this.#unsaved.get(key), ...change });
    if (this.#timer === undefined) this.#saveAndWait();
  }

  /** Forgets what was chosen for all sounds. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unsaved.clear();
    this.#chosen.value = new Map();
    await saveSetting(SOUND_CHOICES, []);
  }

  /** At once, as the page may go at any time; what is chosen meanwhile follows. */
  #saveAndWait(): void {
    void this.#save();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsaved.size > 0 && !this.#isRefused) this.#saveAndWait();
    }, SAVED_EVERY_MS);
  }

  async #save(): Promise<void> {
    let changes = new Map(this.#unsaved);
    const isKept = await changeSetting(SOUND_CHOICES, CHOICES, [], (kept) => {
      // With what was chosen at the same moment.
      changes = new Map(this.#unsaved);
      return [...withChanges(kept, changes)];
    });
    this.#isRefused = !isKept;
    if (!isKept) return;
    for (const [key, change] of changes) if (this.#unsaved.get(key) === change) this.#unsaved.delete(key);
  }
}

/** Puts together what was kept part by part, once; what is kept as one already goes before. */
async function keepPartsAsOne(): Promise<void> {
  const before = new Map<string, Readonly<Record<string, unknown>>>();
  const read = async ([name, setting]: readonly [string, string]) => {
    const kept = await loadSetting(setting, thoseThatFit(tuple([string(), unknown()])), []);
    for (const [key, chosen] of kept) before.set(key, { ...before.get(key), [name]: chosen });
  };
  await Promise.all(Object.entries(PARTS_BEFORE).map(read));
  if (before.size === 0) return;
  const whole = [...before].map(([key, parts]) => [key, { ...NOTHING_CHOSEN, ...parts }]);
  await changeSetting<unknown[]>(SOUND_CHOICES, array(unknown()), [], (kept) => [...whole, ...kept]);
  for (const setting of Object.values(PARTS_BEFORE)) await saveSetting(setting, []);
}

function withChanges(
  chosen: Iterable<readonly [string, SoundChoice]>,
  changes: Iterable<readonly [string, Partial<SoundChoice>]>,
): Map<string, SoundChoice> {
  const all = new Map(chosen);
  for (const [key, change] of changes) {
    const choice = { ...(all.get(key) ?? NOTHING_CHOSEN), ...change };
    if (Object.values(choice).every((part) => part === null)) all.delete(key);
    else all.set(key, choice);
  }
  return all;
}
