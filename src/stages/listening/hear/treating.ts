import { computed, effect, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { HearState } from '../../../domain/listening.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import {
  isOwnTreatment,
  withTreatment,
  type OwnTreatment,
  type OwnTreatmentId,
  type TreatmentId,
} from '../../../domain/treatments.ts';
import type { PendingWork } from '../../shell/pendingWork.ts';
import type { Tools } from '../../tools.ts';
import { splitOf } from '../choices/declinedTreatments.ts';
import type { ChosenTreatment } from '../choices/keptChoices.ts';
import type { OwnTreatments } from '../choices/ownTreatments.ts';
import type { HearControls } from './hearControls.ts';
import { TreatmentFits, type Subject } from './treatmentFits.ts';

/** What is done to the clusters. */
type Treated = Pick<OwnTreatment, 'parameters'> & Pick<HearState, 'treatment' | 'fitted'>;

interface Dependencies extends Pick<Tools, 'pool' | 'log'> {
  readonly controls: HearControls;
  readonly own: OwnTreatments;
  /** While a treatment is fitted, what stands is not yet what will be heard. */
  readonly pending: PendingWork;
  /** What is heard. */
  readonly parameters: ReadonlySignal<PluginParameters>;
  readonly subject: () => Promise<Subject>;
  /** Whether a treatment may be fitted anew now. Reads signals. */
  readonly isFree: () => boolean;
}

/** What is done to the clusters of the open sound by name, fitted to how it is split. */
export class Treating {
  readonly #deps: Dependencies;
  readonly #fits: TreatmentFits;
  /** What would do the opposite of what it is meant to, as the open sound is split now, and is not offered (E4). */
  readonly declined: ReadonlySignal<ReturnType<TreatmentFits['declined']['of']>>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#fits = new TreatmentFits(deps.pool, deps.subject);
    this.declined = computed(() => this.#fits.declined.of(deps.parameters.value));
    this.#followSplit();
  }

  /** Another sound is opened. */
  forget(): void {
    this.#fits.declined.clear();
  }

  /**
   * Fits a treatment to the open sound and puts it in the place of the one before, which stays where it would do the
   * opposite (E4); one's own is taken as it was saved. Throws where no sound is open.
   */
  async treat(treatment: TreatmentId | OwnTreatmentId): Promise<void> {
    const { controls, pending } = this.#deps;
    await pending.during(async () => {
      const treated = this.#own(treatment) ?? (isOwnTreatment(treatment) ? null : await this.#fits.fit(treatment));
      if (treated !== null) controls.edit('treatment', { ...this.#with(treated), soloed: [] });
    });
  }

  /** What a sound begins with: what was chosen for it, else (null) what lets its split be heard. */
  async begin(chosen: ChosenTreatment | null): Promise<Partial<HearState>> {
    if (typeof chosen === 'object' && chosen !== null) return this.#with(byHand(chosen, null));
    const own = chosen === null ? null : this.#own(chosen);
    const named = chosen === null || isOwnTreatment(chosen) ? null : chosen;
    return this.#with(own ?? (await this.#fits.fitWanted(named)));
  }

  /** Keeps what is done to the clusters now, by name; what is heard carries that name from then on. */
  save(name: string): void {
    const { controls, own } = this.#deps;
    const treatment = own.save(name, controls.state.peek().settings);
    controls.edit('save', { treatment });
  }

  #own(id: TreatmentId | OwnTreatmentId): Treated | null {
    const own = this.#deps.own.find(id);
    return own === null ? null : byHand(own.parameters, own.id);
  }

  /** What is heard, with this done to its clusters. */
  #with({ parameters, ...rest }: Treated): Partial<HearState> {
    return { ...rest, settings: withTreatment(this.#deps.controls.state.peek().settings, parameters) };
  }

  /**
   * A treatment that was chosen by name is fitted anew once the sound is split in another way, by hand or by the judge: what is
   * heard is then what an export of the sound writes.
   */
  #followSplit(): void {
    const { controls, parameters, pending, isFree, log } = this.#deps;
    effect(() => {
      const { treatment, fitted } = controls.state.value;
      if (!isFree() || fitted === undefined || fitted.to === splitOf(parameters.value)) return;
      if (treatment === null || isOwnTreatment(treatment)) return;
      const refitted = untracked(async () => pending.during(async () => this.#refit(treatment, fitted)));
      refitted.catch((error: unknown) => log.thrown(error, 'prediction'));
    });
  }

  /** Unless treatment or split are changed meanwhile. */
  async #refit(named: TreatmentId, before: NonNullable<HearState['fitted']>): Promise<void> {
    const { controls, parameters } = this.#deps;
    // Once, also where it fails.
    controls.exchange({ fitted: { ...before, to: splitOf(parameters.peek()) } });
    const fit = await this.#fits.fitWanted(named);
    if (controls.state.peek().treatment !== named || fit.fitted.to !== splitOf(parameters.peek())) return;
    controls.exchange(this.#with(fit));
  }
}

function byHand(parameters: Treated['parameters'], treatment: OwnTreatmentId | null): Treated {
  return { parameters, treatment, fitted: undefined };
}
