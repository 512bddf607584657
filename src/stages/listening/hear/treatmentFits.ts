import type { HearState } from '../../../domain/listening.ts';
import type { PluginInUse } from '../../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import { treatmentOf, type FittedTreatment, type OwnTreatment, type TreatmentId } from '../../../domain/treatments.ts';
import { loudestPart } from '../../../ml/treatments/loudestPart.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { Tools } from '../../tools.ts';
import { DeclinedTreatments, splitOf } from '../choices/declinedTreatments.ts';
import { fitWanted } from '../choices/firstTreatment.ts';
import { FITTED_SEC } from '../sound/decodeSound.ts';

/** The treatment that does nothing. */
const NOTHING = 'defaults';

/** What a treatment is fitted to. */
export interface Subject {
  readonly samples: Samples;
  /** All parameters as they are, with all clusters heard. */
  readonly parameters: PluginParameters;
  readonly plugin: PluginInUse;
  /** Then nothing is fitted to it (J7). */
  readonly isSilent: boolean;
}

/** A treatment as it was fitted to the open sound. */
interface Fit extends Pick<OwnTreatment, 'parameters'> {
  readonly treatment: TreatmentId;
  readonly fitted: NonNullable<HearState['fitted']>;
}

/** What treatments were fitted to the open sound, and which would do the opposite to it (E4). */
export class TreatmentFits {
  readonly declined = new DeclinedTreatments();
  readonly #pool: Tools['pool'];
  readonly #subject: () => Promise<Subject>;

  constructor(pool: Tools['pool'], subject: () => Promise<Subject>) {
    this.#pool = pool;
    this.#subject = subject;
  }

  /** Fits a treatment; null where it would do the opposite, or where there is nothing that it could do anything to. */
  async fit(treatment: TreatmentId): Promise<Fit | null> {
    const subject = await this.#subject();
    if (subject.isSilent && treatment !== NOTHING) return null;
    const fitted = await this.#fit(subject, treatment);
    return fitted.isOpposite ? null : fitOf(subject, { ...fitted, treatment });
  }

  /** Fits what was chosen (null for nothing), or another where that would do the opposite. */
  async fitWanted(wanted: TreatmentId | null): Promise<Fit> {
    const subject = await this.#subject();
    if (subject.isSilent) return fitOf(subject, { ...(await this.#fit(subject, NOTHING)), treatment: NOTHING });
    return fitOf(subject, await fitWanted(wanted, async (id) => this.#fit(subject, id)));
  }

  async #fit({ samples, parameters, plugin }: Subject, treatment: TreatmentId): Promise<FittedTreatment> {
    const { channels, sampleRateHz } = samples;
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

function fitOf(
  { parameters }: Subject,
  { treatment, parameters: treated, figures, isReached }: FittedTreatment & Pick<Fit, 'treatment'>,
): Fit {
  return { treatment, parameters: treatmentOf(treated), fitted: { to: splitOf(parameters), figures, isReached } };
}
