import type { FittedTreatment, TreatmentId } from '../../domain/treatments.ts';

/** Tried in this order until one does to a sound what it is meant to, so that its split is heard at once. */
const FIRST = ['transients-forward', 'tame-air'] as const satisfies readonly TreatmentId[];

/** The treatment that a sound begins with; never one that does the opposite (E4). @param fit fits one to it. */
export async function firstTreatment(
  fit: (treatment: TreatmentId) => Promise<FittedTreatment>,
): Promise<FittedTreatment & { readonly treatment: TreatmentId }> {
  const [first, second] = FIRST;
  const fitted = await fit(first);
  if (fitted.isReached) return { ...fitted, treatment: first };
  const next = await fit(second);
  return next.isOpposite ? { ...(await fit('defaults')), treatment: 'defaults' } : { ...next, treatment: second };
}
