const STRING_OR_NUMBER_WORD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gu;

/** Parses JSON as Python writes it: numbers that JSON does not have are null. Throws a SyntaxError on anything else. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return JSON.parse(text.replace(STRING_OR_NUMBER_WORD, (found) => (found.startsWith('"') ? found : 'null')));
  }
}
