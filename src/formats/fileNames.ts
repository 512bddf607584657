const MAX_NAME_BYTES = 200;
/** Names that Windows keeps for devices, whatever follows the first dot. */
const RESERVED = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?= *(?:\.|$))/i;

/**
 * A file name that every common system accepts: no separators, control or text-direction characters, no leading dot,
 * at most 200 bytes of UTF-8. An empty name becomes `fallback`.
 */
export function safeFileName(name: string, fallback: string): string {
  const replaced = name
    .replace(/[\p{Cc}\p{Surrogate}\u2028\u2029\u202A-\u202E\u2066-\u2069<>:"/\\|?*]/gu, '_')
    .trim()
    .replace(/^\.+/, '_')
    .replace(RESERVED, '_$1');
  const kept: string[] = [];
  let bytes = 0;
  for (const character of replaced) {
    bytes += utf8Length(character.codePointAt(0) ?? 0);
    if (bytes > MAX_NAME_BYTES) break;
    kept.push(character);
  }
  const safe = kept.join('').replace(/[. ]+$/, '');
  return safe === '' ? fallback : safe;
}

/**
 * The file names, those that one folder could not hold beside an earlier one with ` (2)` and so on before their extension.
 * File systems differ in whether case and the form of accents tell names apart; here neither does.
 */
export function uniqueFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const nextNumbers = new Map<string, number>();
  return names.map((name) => {
    const folded = foldedName(name);
    let unique = name;
    let number = nextNumbers.get(folded) ?? 2;
    while (taken.has(foldedName(unique)))
      unique = `${fileStem(name)} (${number++})${name.slice(fileStem(name).length)}`;
    nextNumbers.set(folded, number);
    taken.add(foldedName(unique));
    return unique;
  });
}

function foldedName(name: string): string {
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD');
}

/** The last part of a path (either slash) without its extension, as Python's `Path.stem` has it. */
export function fileStem(path: string): string {
  const name = path.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const dot = name.lastIndexOf('.');
  return dot > 0 && dot < name.length - 1 ? name.slice(0, dot) : name;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
