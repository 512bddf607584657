/** What files of a public data set are by their names. */

export function isParquetName(path: string): boolean {
  return /\.parquet$/iu.test(path);
}

/** Whether a file is a tar archive, packed or not. */
export function isTarName(path: string): boolean {
  return /\.(?:tar|tar\.gz|tgz)$/iu.test(path);
}

/** Whether a file is a zip archive or a part of a split one. */
export function isZipName(path: string): boolean {
  return /\.(?:zip|z\d{2,3})$/iu.test(path);
}

/** Whether a file may hold sounds with what is said of them. */
export function isShardName(path: string): boolean {
  return isParquetName(path) || isTarName(path) || isZipName(path);
}

/** Whether a file is a table of text, packed or not; what ends in `.txt` may be anything else as well. */
export function isTextTableName(path: string): boolean {
  return isPlainTextName(path) || /\.(?:csv|tsv|json|jsonl|ndjson)(?:\.gz)?$/iu.test(path);
}

export function isPlainTextName(path: string): boolean {
  return /\.txt(?:\.gz)?$/iu.test(path);
}

/** Whether a file may be a table of sounds; what macOS keeps beside files (`._a.csv`) is none. */
export function isTableName(path: string): boolean {
  return (isTextTableName(path) || isParquetName(path)) && !/(?:^|\/)\._|(?:^|\/)__MACOSX\//u.test(path);
}

/** A path without what tells its kind, packed or not: what a tar file and its table are both called. */
export function sharedStem(path: string): string {
  return path
    .replace(/\.gz$/iu, '')
    .replace(/\.[^./]+$/u, '')
    .normalize('NFC');
}
