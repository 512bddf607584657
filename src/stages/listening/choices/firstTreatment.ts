import type { FittedTreatment, TreatmentId } from '../../../domain/treatments.ts';

/** Tried in this order until one does to a sound what it is meant to, so that its split is heard at once. */
const FIRST = ['transients-forward', 'tame-air'] as const satisfies readonly TreatmentId[];

interface Fitted extends FittedTreatment {
  readonly treatment: TreatmentId;
}

type Fit = (treatment: TreatmentId) => Promise<FittedTreatment>;

/** What was chosen for a sound (null for nothing), unless that does the opposite: then what it begins with (E4). */
export async function fitWanted(wanted: TreatmentId | null, fit: Fit): Promise<Fitted> {
  const fitted = wanted === null ? null : { ...(await fit(wanted)), treatment: wanted };
  return fitted === null || fitted.isOpposite ? firstTreatment(fit) : fitted;
}

/** The treatment that a sound begins with; never one that does the opposite (E4). @param fit fits one to it. */
async function firstTreatment(fit: Fit): Promise<Fitted> {
  const [first, second] = FIRST;
  const fitted = await fit(first);
  if (fitted.isReached) return { ...fitted, treatment: first };
  const next = await fit(second);
  return next.isOpposite ? { ...(await fit('defaults')), treatment: 'defaults' } : { ...next, treatment: second };
}
