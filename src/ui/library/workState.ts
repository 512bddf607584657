import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { formatCount, plural } from '../shared/text/format.ts';

/** While one of them runs, presets come. */
export const WORKING = ['import', 'descriptors', 'run-all', 'trials-all'] as const;

/** How many sounds have a preset, of those that can have one, and how many can not, in words that begin with a comma. */
export function countPresets(records: readonly AudioRecord[]): {
  readonly presets: number;
  readonly wanted: number;
  readonly others: string;
} {
  let presets = 0;
  let failed = 0;
  let silent = 0;
  for (const record of records) {
    if (record.descriptors.kind === 'failed') failed += 1;
    else if (isSilentFile(record)) silent += 1;
    else if (record.best !== null) presets += 1;
  }
  const parts = [
    ...(failed > 0 ? [`, ${formatCount(failed)} failed`] : []),
    ...(silent > 0 ? [`, ${formatCount(silent)} silent`] : []),
  ];
  return { presets, wanted: records.length - failed - silent, others: parts.join('') };
}

/** How far the sounds are on their way to a preset, as one line. */
export function workStateWords(records: readonly AudioRecord[], isWorking: boolean): string {
  if (records.length === 0) return 'No sounds yet';
  const { presets, wanted, others } = countPresets(records);
  if (isWorking) return `Working: ${formatCount(presets)} of ${formatCount(wanted)}${others}`;
  if (presets === wanted) return `Ready: ${plural(presets, 'preset')}${others}`;
  return `${formatCount(presets)} of ${plural(wanted, 'sound')} with a preset: Run All does the rest${others}`;
}
