const AUDIO_EXTENSIONS = ['wav', 'flac', 'aif', 'aiff', 'aifc', 'ogg', 'oga', 'opus', 'mp3', 'm4a', 'mp4'] as const;

/** For the `accept` attribute of a file input. */
export const ACCEPTED_AUDIO = AUDIO_EXTENSIONS.map((extension) => `.${extension}`).join(',');

/** Whether a name promises audio that can be read here; the bytes decide later. */
export function looksLikeAudio(name: string): boolean {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1).toLowerCase();
  return dot >= 0 && AUDIO_EXTENSIONS.some((known) => known === extension);
}
