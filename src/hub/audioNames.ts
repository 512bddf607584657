export { isAudioName } from '../domain/audioExtensions.ts';

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path without the last dot of its name and what follows; a name that begins with its only dot stays. */
export function stemOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1 ? path.slice(0, dot) : path;
}

/** The path of a file within an archive, from its top. */
export function memberPath(path: string): string {
  return path.replace(/^(?:\.{0,2}\/)+/u, '');
}

/** A name that is safe as a part of a path: no separators, no control characters, not too long. */
export function safeName(name: string): string {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_')
    .replace(/^\.+/u, '_')
    .trim();
  return plain.length <= 120 ? plain : `${plain.slice(0, 80)}…${plain.slice(-30)}`;
}
