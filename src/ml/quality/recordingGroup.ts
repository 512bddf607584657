/** What tells which recording a file is from. */
export interface RecordingClues {
  readonly path: string;
  /** The page of the recording, for files of public data sets; null where it is not known. */
  readonly sourceUrl: string | null;
}

/** A file extension, then the words and figures by which a name says that it is a piece of a longer recording. */
const EXTENSION = /\.[^./\\]*$/;
const PIECES: readonly RegExp[] = [
  // `song part 2`, `song_excerpt-03`, `song (segment 4)`
  /[\s_.-]*\(?(?:part|pt|excerpt|segment|seg|chunk|clip|slice|section|piece|window)[\s_.-]*\d+\)?$/i,
  // `song_10s-20s`, `song 00-30-00-60`, `song_30000_40000ms`
  /[\s_.-]+\d+(?:\.\d+)?\s?(?:s|sec|ms)?(?:[\s_-]+|to)\d+(?:\.\d+)?\s?(?:s|sec|ms)$/i,
  // `song (2)`, as file managers name copies
  /\s*\(\d+\)$/,
];

/**
 * The recording that a file is from, for folds that no recording straddles (Q): the page it was published on where that
 * is known; else its folder and name, without what marks a piece of a longer recording (`part 2`, `_10s-20s`, `(3)`).
 * A bare number at the end is no such mark: it numbers the sounds of a pack as often as the pieces of a song.
 */
export function recordingGroup({ path, sourceUrl }: RecordingClues): string {
  if (sourceUrl !== null && sourceUrl.trim() !== '') return `url:${sourceUrl.trim()}`;
  const whole = path.replaceAll('\\', '/').replace(EXTENSION, '');
  const folder = whole.slice(0, whole.lastIndexOf('/') + 1);
  let name = whole.slice(folder.length);
  for (let shorter = withoutPiece(name); shorter !== name; shorter = withoutPiece(name)) name = shorter;
  return `path:${folder}${name.toLowerCase()}`;
}

function withoutPiece(name: string): string {
  for (const piece of PIECES) {
    const rest = name.replace(piece, '');
    if (rest !== '') name = rest;
  }
  return name;
}
