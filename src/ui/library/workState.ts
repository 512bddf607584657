import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { formatCount, plural } from '../shared/text/format.ts';

/** While one of them runs, presets come. */
export const WORKING = ['import', 'descriptors', 'run-all', 'trials-all'] as const;

/** How far the sounds are on their way to a preset, as one line. */
export function workStateWords(records: readonly AudioRecord[], isWorking: boolean): string {
  if (records.length === 0) return 'No sounds yet';
  let presets = 0;
  let failed = 0;
  let silent = 0;
  for (const record of records) {
    if (record.descriptors.kind === 'failed') failed += 1;
    else if (isSilentFile(record)) silent += 1;
    else if (record.best !== null) presets += 1;
  }
  const wanted = records.length - failed - silent;
  const rest = [
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(silent > 0 ? [`${formatCount(silent)} silent`] : []),
  ];
  const ending = rest.length === 0 ? '' : `, ${rest.join(', ')}`;
  if (isWorking) return `Working: ${formatCount(presets)} of ${formatCount(wanted)}${ending}`;
  if (presets === wanted) return `Ready: ${plural(presets, 'preset')}${ending}`;
  return `${formatCount(presets)} of ${plural(wanted, 'sound')} with a preset: Run All does the rest${ending}`;
}
