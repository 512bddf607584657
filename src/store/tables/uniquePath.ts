/**
 * The path itself, or with the first free of ` (2)`, ` (3)`, … before its extension: two different files of one relative
 * path both stay [S1]. The result is added to `taken`.
 */
export function claimPath(path: string, taken: Set<string>): string {
  let candidate = path;
  for (let n = 2; taken.has(candidate); n += 1) candidate = withSuffix(path, ` (${n})`);
  taken.add(candidate);
  return candidate;
}

function withSuffix(path: string, suffix: string): string {
  const nameAt = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  return dot > nameAt ? path.slice(0, dot) + suffix + path.slice(dot) : path + suffix;
}
