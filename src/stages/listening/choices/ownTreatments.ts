import { signal, type ReadonlySignal } from '@preact/signals-core';
import { custom, finite, number, object, pipe, record, string, type GenericSchema } from 'valibot';
import { AppError } from '../../../domain/errors.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import { treatmentOf, TREATMENTS, type OwnTreatment, type OwnTreatmentId } from '../../../domain/treatments.ts';
import { changeSetting, loadSetting } from '../../../store/settings.ts';
import { randomId } from '../../shell/randomId.ts';
import { thoseThatFit } from './thoseThatFit.ts';

const LONGEST_NAME = 60;
const SETTING = 'treatments';
/** How a treatment of one's own, and what is done to the clusters, are kept across visits. */
export const SAVED_OWN_ID = custom<OwnTreatmentId>((id) => typeof id === 'string' && id.startsWith('own:'));
export const SAVED_PARAMETERS = record(string(), pipe(number(), finite()));
const SAVED: GenericSchema<unknown, readonly OwnTreatment[]> = thoseThatFit(
  object({ id: SAVED_OWN_ID, name: string(), parameters: SAVED_PARAMETERS }),
);

/** Treatments that the user saved by name, for any sound, kept across visits. */
export class OwnTreatments {
  readonly #all = signal<readonly OwnTreatment[]>([]);
  #saving: Promise<unknown> = Promise.resolve();
  readonly #removed = signal<{ readonly treatment: OwnTreatment; readonly at: number } | null>(null);
  /** The one that was removed last and can be brought back. */
  readonly removed: ReadonlySignal<{ readonly treatment: OwnTreatment } | null> = this.#removed;

  /** In the order in which they were saved. */
  readonly all: ReadonlySignal<readonly OwnTreatment[]> = this.#all;

  /** Reads what earlier visits and other tabs have kept. */
  async load(): Promise<void> {
    await this.#saving;
    const before = this.#all.peek();
    const kept = await loadSetting(SETTING, SAVED, before);
    if (this.#all.peek() !== before) return this.load();
    this.#all.value = kept;
  }

  find(id: string | null): OwnTreatment | null {
    return this.all.value.find((own) => own.id === id) ?? null;
  }

  /** What is in the way of a name; null where nothing is. @param id of the one that is to have it, null for a new one. */
  refusalOf(name: string, id: OwnTreatmentId | null): string | null {
    const trimmed = name.trim();
    if (trimmed === '') return 'Give the treatment a name.';
    if (trimmed.length > LONGEST_NAME) return `Choose a name of at most ${LONGEST_NAME} characters.`;
    const others = [...TREATMENTS.map(({ label }) => label), ...this.#others(id).map((own) => own.name)];
    const isTaken = others.some((other) => other.toLowerCase() === trimmed.toLowerCase());
    return isTaken ? `There is a treatment “${trimmed}” already. Choose another name.` : null;
  }

  /** Keeps what a state does to the clusters; how it splits the sound is not part of it. */
  save(name: string, state: PluginParameters): OwnTreatmentId {
    this.#check(name, null);
    const id: OwnTreatmentId = `own:${randomId()}`;
    const saved: OwnTreatment = { id, name: name.trim(), parameters: treatmentOf(state) };
    this.#change((all) => [...all, saved]);
    return id;
  }

  rename(id: OwnTreatmentId, name: string): void {
    this.#check(name, id);
    const renamed = (own: OwnTreatment): OwnTreatment => ({ ...own, name: name.trim() });
    this.#change((all) => all.map((own) => (own.id === id ? renamed(own) : own)));
  }

  remove(id: OwnTreatmentId): void {
    const at = this.all.peek().findIndex((own) => own.id === id);
    const treatment = this.all.peek()[at];
    if (treatment === undefined) return;
    this.#change((all) => all.filter((own) => own.id !== id));
    this.#removed.value = { treatment, at };
  }

  /** Puts the one that was removed last back in its place; its name says so where it was given away meanwhile. */
  bringBack(): void {
    const removed = this.#removed.peek();
    if (removed === null) return;
    const { treatment, at } = removed;
    let { name } = treatment;
    while (this.refusalOf(name, treatment.id) !== null && name.length < 2 * LONGEST_NAME) name += ' (again)';
    const again = { ...treatment, name };
    this.#change((all) => all.toSpliced(at, 0, again));
    this.#removed.value = null;
  }

  #others(id: OwnTreatmentId | null): readonly OwnTreatment[] {
    return this.all.value.filter((own) => own.id !== id);
  }

  #check(name: string, id: OwnTreatmentId | null): void {
    const message = this.refusalOf(name, id);
    if (message !== null) throw new AppError({ code: 'bad-input', stage: 'prediction', subject: name, message });
  }

  #change(change: (all: readonly OwnTreatment[]) => readonly OwnTreatment[]): void {
    this.#all.value = change(this.#all.peek());
    this.#saving = changeSetting(SETTING, SAVED, [], change);
  }
}
