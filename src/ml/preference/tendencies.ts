import type { BlindComparisonAnswer, BlindComparisonOption } from '../../domain/blindComparison.ts';
import type { DescriptorKey, Descriptors } from '../../domain/descriptors.ts';

/** What options differ in, as a listener may hear it or read it in a preset. */
export const TENDENCY_PROPERTIES = [
  { key: 'maskChange', of: (option: BlindComparisonOption) => option.maskChange },
  { key: 'maskContrast', of: (option: BlindComparisonOption) => option.maskContrast },
  { key: 'distancePenalty', of: ({ hyperparameters }: BlindComparisonOption) => hyperparameters.distancePenalty },
  { key: 'normRate', of: ({ hyperparameters }: BlindComparisonOption) => hyperparameters.normRate },
  { key: 'minimaxStrength', of: ({ hyperparameters }: BlindComparisonOption) => hyperparameters.minimaxStrength },
  { key: 'lowPenalty', of: ({ hyperparameters }: BlindComparisonOption) => hyperparameters.lowPenalty },
  { key: 'highPenalty', of: ({ hyperparameters }: BlindComparisonOption) => hyperparameters.highPenalty },
] as const;

export type TendencyProperty = (typeof TENDENCY_PROPERTIES)[number]['key'];

/** Files whose value of a descriptor is above or below the median of the files that were listened to. */
export interface FileGroup {
  readonly descriptor: DescriptorKey;
  readonly side: 'above' | 'below';
}

/** That options with more or less of something were picked more often than chance would. */
export interface Tendency {
  readonly property: TendencyProperty;
  readonly direction: 'more' | 'less';
  /** Null for all files. */
  readonly group: FileGroup | null;
  readonly picked: number;
  readonly of: number;
  /** Two-sided, by the binomial distribution. */
  readonly p: number;
}

const GROUPED_BY: readonly DescriptorKey[] = ['spectralFluxMedian', 'brightnessMedian', 'flatnessMedian'];
const SURE_P = 0.02;
/** Options that differ by less of the larger value are alike in it. */
const LEAST_DIFFERENCE = 0.05;

/**
 * What the answers of one listener have in common, the surest first: over all files, and for kinds of files where it holds
 * there but not over all of them. Nothing that chance would show in more than 2 % of cases.
 */
export function tendencies(
  answers: readonly BlindComparisonAnswer[],
  descriptorsOf: (audioId: string) => Descriptors | null,
): readonly Tendency[] {
  const found: Tendency[] = [];
  for (const { key, of } of TENDENCY_PROPERTIES) {
    const overall = tendencyOf(key, of, answers, null);
    if (overall !== null) {
      found.push(overall);
      continue;
    }
    for (const descriptor of GROUPED_BY) {
      for (const side of ['above', 'below'] as const) {
        const group = { descriptor, side };
        const tendency = tendencyOf(key, of, answersOf(answers, group, descriptorsOf), group);
        if (tendency !== null) found.push(tendency);
      }
    }
  }
  return found.toSorted((a, b) => a.p - b.p);
}

function tendencyOf(
  property: TendencyProperty,
  of: (option: BlindComparisonOption) => number,
  answers: readonly BlindComparisonAnswer[],
  group: FileGroup | null,
): Tendency | null {
  let more = 0;
  let less = 0;
  for (const { question, options, picked } of answers) {
    const chosen = picked === null ? undefined : options[picked];
    if (chosen === undefined) continue;
    const others = options.filter((_, index) => index !== picked).map(of);
    const typical = others.reduce((sum, value) => sum + value, 0) / others.length;
    const difference = (of(chosen) - typical) * (question === 'better' ? 1 : -1);
    if (Math.abs(difference) <= LEAST_DIFFERENCE * Math.max(Math.abs(of(chosen)), Math.abs(typical))) continue;
    if (difference > 0) more += 1;
    else less += 1;
  }
  const picked = Math.max(more, less);
  const p = binomialP(picked, more + less);
  return p > SURE_P ? null : { property, direction: more > less ? 'more' : 'less', group, picked, of: more + less, p };
}

function answersOf(
  answers: readonly BlindComparisonAnswer[],
  { descriptor, side }: FileGroup,
  descriptorsOf: (audioId: string) => Descriptors | null,
): readonly BlindComparisonAnswer[] {
  const values = new Map<string, number>();
  for (const { audioId } of answers) {
    const descriptors = descriptorsOf(audioId);
    if (descriptors !== null) values.set(audioId, descriptors[descriptor]);
  }
  const sorted = [...values.values()].toSorted((a, b) => a - b);
  if (sorted.length < 2) return [];
  const median = 0.5 * (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!);
  return answers.filter(({ audioId }) => {
    const value = values.get(audioId);
    return value !== undefined && (side === 'above' ? value > median : value < median);
  });
}

/** How likely a fair coin falls at least this unevenly, either way. @param picked the more frequent side's count. */
function binomialP(picked: number, of: number): number {
  let tail = 0;
  let ways = 1;
  for (let k = 0; k <= of - picked; k++) {
    tail += ways;
    ways *= (of - k) / (k + 1);
  }
  return of === 0 ? 1 : Math.min(1, 2 * tail * 0.5 ** of);
}
