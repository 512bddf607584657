import type { AudioCounts } from '../../stages/data/audioTally.ts';
import { countPresets } from '../library/workState.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import type { Verdict } from '../shared/verdictCard.ts';
import { isAllSearched } from './fileCounts.ts';

interface Standing {
  /** Whether sounds are coming in, or presets being found. */
  readonly isWorking: boolean;
  /** Whether a model answers for new sounds. */
  readonly hasModel: boolean;
  /** How many sounds a model needs. */
  readonly minimumRows: number;
}

export const INTAKE =
  'Drop audio files or whole folders anywhere in this window, or try everything with 24 short sounds that the app makes ' +
  'itself. Nothing leaves this machine.';
export const FORMATS =
  'WAV, FLAC, AIFF, CAF, Ogg, Opus, WebM, MP3, AAC, M4A and MP4. Twelve sounds are enough for a model.';
const WITH_MODEL = "In the library, hear what each sound's preset does, and export it. A model answers for new sounds.";
const TOO_FEW = "In the library, hear what each sound's preset does, and export it. A model needs some more sounds.";

/** How far the sounds are on their way to presets, and what brings them on. */
export function importVerdict(
  counts: AudioCounts,
  { isWorking, hasModel, minimumRows }: Standing,
): Verdict<'examples' | 'add' | 'run-all' | 'library'> {
  if (counts.files === 0) {
    return {
      heading: 'Start with sounds',
      words: [INTAKE],
      step: 'examples',
    };
  }
  const { presets, wanted, others } = countPresets(counts);
  const heading =
    wanted === 0
      ? `No sound gets a preset${others}`
      : presets === wanted && wanted > 1
        ? `Presets for all ${formatCount(wanted)} sounds${others}`
        : `Presets for ${formatCount(presets)} of ${plural(wanted, 'sound')}${isWorking ? ' so far' : ''}${others}`;
  const { described } = counts;
  const isSearched = isAllSearched(counts);
  if (isSearched && described === 0) {
    return { heading, words: ['No file here could be described. The list says why, file by file.'], step: 'add' };
  }
  if (isSearched && (hasModel || described < minimumRows)) {
    return { heading, words: [hasModel ? WITH_MODEL : TOO_FEW], step: 'library' };
  }
  return {
    heading,
    words: [
      'Run All finds the best preset of each sound, trains models and keeps the best one in use. Stop it any time.',
    ],
    step: 'run-all',
  };
}
