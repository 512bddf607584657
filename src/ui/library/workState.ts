import type { AudioCounts } from '../../stages/data/audioTally.ts';
import { formatCount, plural } from '../shared/text/format.ts';

/** While one of them runs, presets come. */
export const WORKING = ['import', 'descriptors', 'run-all', 'trials-all'] as const;

/** How many sounds have a preset, of those that can have one, and how many can not, in words that begin with a comma. */
export function countPresets({ files, presets, failed, silent }: AudioCounts): {
  readonly presets: number;
  readonly wanted: number;
  readonly others: string;
} {
  const parts = [
    ...(failed > 0 ? [`, ${formatCount(failed)} failed`] : []),
    ...(silent > 0 ? [`, ${formatCount(silent)} silent`] : []),
  ];
  return { presets, wanted: files - failed - silent, others: parts.join('') };
}

/** How far the sounds are on their way to a preset, as one line. */
export function workStateWords(counts: AudioCounts, isWorking: boolean): string {
  if (counts.files === 0) return 'No sounds yet';
  const { presets, wanted, others } = countPresets(counts);
  if (isWorking) return `Working: ${formatCount(presets)} of ${formatCount(wanted)}${others}`;
  if (presets === wanted) return `Ready: ${plural(presets, 'preset')}${others}`;
  return `${formatCount(presets)} of ${plural(wanted, 'sound')} with a preset: Run All does the rest${others}`;
}
