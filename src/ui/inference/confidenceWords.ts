import type { Confidence } from '../../domain/confidence.ts';
import { formatFixed, formatShare } from '../shared/text/format.ts';

/** Below this share of close answers it is the model that is to blame, not the sound. */
const SELDOM_CLOSE = 0.5;

/** Why a confidence is what it is, as a clause: which descriptors are unlike what the model has seen, or the model itself. */
export function confidenceReason({ value, basis, outOfRange, unusual }: Confidence): string {
  const parts: string[] = [];
  if (outOfRange.length > 0) parts.push(`outside the training range: ${outOfRange.join(', ')}`);
  if (unusual.length > 0) parts.push(`unusual: ${unusual.map(distanceOf).join(', ')}`);
  if (parts.length > 0) return parts.join('; ');
  return basis === 'calibrated' && value < SELDOM_CLOSE
    ? 'the sound is like the training files, but this model seldom comes close on files it has not seen'
    : 'every descriptor lies in the range of the training rows';
}

/** What the figure counts, and the regret to expect. */
export function confidenceMeaning({ value, basis, expectedRegret }: Confidence): string {
  if (basis === 'distance') {
    return 'This figure is the distance from the training data, as the plugin computes it; it is not calibrated.';
  }
  const regret =
    expectedRegret === null
      ? ''
      : `; expect a regret of about ${formatFixed(expectedRegret, 4)}, which is how far the score stays below that`;
  return `Of held-out answers like this one, ${formatShare(value)} came close to the best score${regret}.`;
}

function distanceOf({ column, deviations }: Confidence['unusual'][number]): string {
  return `${column} (${formatFixed(Math.abs(deviations), 1)} standard deviations ${deviations < 0 ? 'below' : 'above'} the mean)`;
}
