const AUDIO_EXTENSION =
  /\.(?:wav|wave|bwf|rf64|bw64|w64|flac|aiff?|aifc|caf|ogg|oga|opus|webm|mka|mp3|m4a|m4b|mp4|mov|aac)$/iu;

/** Whether a file is audio by its name; what macOS keeps beside files (`._a.wav`) is not. */
export function isAudioName(path: string): boolean {
  return AUDIO_EXTENSION.test(path) && !/(?:^|\/)\._|(?:^|\/)__MACOSX\//u.test(path);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A name that is safe as a part of a path: no separators, no control characters, not too long. */
export function safeName(name: string): string {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_')
    .replace(/^\.+/u, '_')
    .trim();
  return plain.length <= 120 ? plain : `${plain.slice(0, 80)}…${plain.slice(-30)}`;
}
