/** What names of audio files end in, of the formats that are read here. */
// oxfmt-ignore
export const AUDIO_EXTENSIONS = [
  'wav', 'wave', 'bwf', 'rf64', 'bw64', 'w64', 'aif', 'aiff', 'aifc', 'caf', 'flac',
  'ogg', 'oga', 'opus', 'webm', 'mka', 'mp3', 'aac', 'm4a', 'm4b', 'mp4', 'mov',
] as const;

/** Whether a name promises audio that can be read here. */
export function looksLikeAudio(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1).toLowerCase();
  return dot >= 0 && AUDIO_EXTENSIONS.some((known) => known === extension);
}

/** Whether a file of a data set is audio by its name; what macOS keeps beside files (`._a.wav`) is not. */
export function isAudioName(path: string): boolean {
  return looksLikeAudio(path) && !/(?:^|\/)\._|(?:^|\/)__MACOSX\//u.test(path);
}
