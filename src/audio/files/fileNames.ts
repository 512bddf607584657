// prettier-ignore
const AUDIO_EXTENSIONS = [
  'wav', 'wave', 'bwf', 'rf64', 'bw64', 'w64', 'aif', 'aiff', 'aifc', 'caf', 'flac',
  'ogg', 'oga', 'opus', 'webm', 'mka', 'mp3', 'aac', 'm4a', 'm4b', 'mp4', 'mov',
] as const;

/** For the `accept` attribute of a file input, which anybody may overrule. */
export const ACCEPTED_AUDIO = ['audio/*', ...AUDIO_EXTENSIONS.map((extension) => `.${extension}`)].join(',');

/** Whether a name promises audio that can be read here, for the order in which files are tried: their bytes decide. */
export function looksLikeAudio(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1).toLowerCase();
  return dot >= 0 && AUDIO_EXTENSIONS.some((known) => known === extension);
}
