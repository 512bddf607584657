import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { PluginInUse } from '../../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import type { FittedTreatment, TreatmentId } from '../../../domain/treatments.ts';
import { loudestPart } from '../../../ml/treatments/loudestPart.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { Tools } from '../../tools.ts';
import { DeclinedTreatments } from '../choices/declinedTreatments.ts';
import { fitWanted } from '../choices/firstTreatment.ts';
import { FITTED_SEC } from '../sound/decodeSound.ts';

/** What treatments were fitted to the open sound, and which would do the opposite to it (E4). */
export class TreatmentFits {
  readonly declined = new DeclinedTreatments();
  readonly #pool: Tools['pool'];
  readonly #last = signal<FittedTreatment | null>(null);
  /** What was taken last, and what it does. */
  readonly last: ReadonlySignal<FittedTreatment | null> = this.#last;

  constructor(pool: Tools['pool']) {
    this.#pool = pool;
  }

  /** Fits a treatment; null where it would do the opposite. @param parameters what it is done to */
  async fit(samples: Samples, parameters: PluginParameters, plugin: PluginInUse, treatment: TreatmentId) {
    const fitted = await this.#fit(samples, parameters, plugin, treatment);
    if (fitted.isOpposite) return null;
    this.#last.value = fitted;
    return fitted;
  }

  /** Fits what was chosen (null for nothing), or another where that would do the opposite. */
  async fitWanted(
    samples: Samples,
    parameters: PluginParameters,
    plugin: PluginInUse,
    wanted: TreatmentId | null,
  ): Promise<FittedTreatment & { readonly treatment: TreatmentId }> {
    const fitted = await fitWanted(wanted, async (id) => this.#fit(samples, parameters, plugin, id));
    this.#last.value = fitted;
    return fitted;
  }

  async #fit(
    { channels, sampleRateHz }: Samples,
    parameters: PluginParameters,
    plugin: PluginInUse,
    treatment: TreatmentId,
  ): Promise<FittedTreatment> {
    const part = { sampleRateHz, channels: loudestPart(channels, FITTED_SEC * sampleRateHz) };
    const run = { signal: new AbortController().signal, interactive: true };
    const fitted = await this.#pool.run(
      async (worker) => worker.fitTreatment(part, parameters, treatment, plugin),
      run,
    );
    if (fitted.isOpposite) this.declined.add(treatment, fitted, parameters);
    return fitted;
  }
}
