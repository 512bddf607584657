import { AUDIO_EXTENSIONS } from '../../domain/audioExtensions.ts';

/** For the `accept` attribute of a file input, which anybody may overrule. */
export const ACCEPTED_AUDIO = ['audio/*', ...AUDIO_EXTENSIONS.map((extension) => `.${extension}`)].join(',');
