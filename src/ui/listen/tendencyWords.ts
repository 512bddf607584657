import { DESCRIPTORS } from '../../domain/descriptors.ts';
import type { Tendency } from '../../stages/listening/comparison/tendencies.ts';
import { formatFixed } from '../shared/text/format.ts';

const PROPERTY_WORDS: Readonly<Record<Tendency['property'], { readonly more: string; readonly less: string }>> = {
  maskChange: { more: 'livelier masks', less: 'steadier masks' },
  maskContrast: { more: 'clear-cut masks', less: 'softer masks' },
  distancePenalty: { more: 'a higher distance_penalty', less: 'a lower distance_penalty' },
  normRate: { more: 'faster adapting weights (a higher norm_rate)', less: 'slower weights (a lower norm_rate)' },
  minimaxStrength: {
    more: 'clusters that keep to their bands (a higher minimax_strength)',
    less: 'clusters that roam over the bands (a lower minimax_strength)',
  },
  lowPenalty: { more: 'a higher low_penalty', less: 'a lower low_penalty' },
  highPenalty: { more: 'a higher high_penalty', less: 'a lower high_penalty' },
};

const GROUP_WORDS: Readonly<Record<string, { readonly above: string; readonly below: string }>> = {
  spectralFluxMedian: { above: 'percussive, moving files', below: 'calm files' },
  brightnessMedian: { above: 'bright files', below: 'dark files' },
  flatnessMedian: { above: 'noisy files', below: 'tonal files' },
};

/** What was learned, as a sentence with its figures. */
export function tendencyInWords({ property, direction, group, picked, of, p }: Tendency): string {
  const what = PROPERTY_WORDS[property][direction];
  const where = group === null ? '' : ` on ${groupInWords(group)}`;
  const chance = p < 0.001 ? 'less than 1 in 1,000' : `about 1 in ${formatFixed(1 / p, 0)}`;
  return `You prefer ${what}${where}: ${picked} of ${of} answers (by chance ${chance}).`;
}

function groupInWords({ descriptor, side }: NonNullable<Tendency['group']>): string {
  const column = DESCRIPTORS.find(({ key }) => key === descriptor)?.column ?? descriptor;
  return GROUP_WORDS[descriptor]?.[side] ?? `files with ${column} ${side} the median`;
}
