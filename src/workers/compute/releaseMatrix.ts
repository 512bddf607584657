import { release } from '../../audio/bytes/release.ts';
import type { TrainingMatrix } from '../../ml/model/trainingMatrix.ts';

/** Gives back at once the copy of the rows that came with a call: every fold brings one, of megabytes where there are many. */
export function releaseMatrix({ inputs, targets }: TrainingMatrix): void {
  for (const { buffer } of [inputs, targets]) if (buffer instanceof ArrayBuffer) release(buffer);
}
