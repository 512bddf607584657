import { signal } from '@preact/signals-core';
import { untreatedParameters, type PluginParameters } from '../../../domain/pluginParameters.ts';
import type { FittedTreatment, TreatmentId } from '../../../domain/treatments.ts';

type Treatments = ReadonlyMap<TreatmentId, FittedTreatment>;

const NONE: Treatments = new Map();

/** Treatments that would do the opposite to a sound, split in one way (E4). */
export class DeclinedTreatments {
  readonly #known = signal<{ readonly split: string; readonly treatments: Treatments }>({
    split: '',
    treatments: NONE,
  });

  /** Of the sound as it is split by a state. Reads the signal. */
  of(parameters: PluginParameters): Treatments {
    const { split, treatments } = this.#known.value;
    return treatments.size > 0 && split === splitOf(parameters) ? treatments : NONE;
  }

  add(treatment: TreatmentId, fitted: FittedTreatment, parameters: PluginParameters): void {
    const split = splitOf(parameters);
    const known = this.#known.peek();
    const others = known.split === split ? known.treatments : [];
    this.#known.value = { split, treatments: new Map([...others, [treatment, fitted]]) };
  }

  /** For another sound. */
  clear(): void {
    this.#known.value = { split: '', treatments: NONE };
  }
}

/** Equal for states that split a sound alike, whatever is done to the parts. */
export function splitOf(parameters: PluginParameters): string {
  return JSON.stringify(untreatedParameters(parameters));
}
