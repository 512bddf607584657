/**
 * What DuckDB says of a statement, as its shell prints it: `Parser Error: …`, with the line and a caret below the place. In some
 * calls the engine answers an object instead, in others the line twice.
 */
export function duckdbWords(message: string, sql: string): string {
  const told = toldAsObject(message);
  if (told === null) return message.replace(/(\n\nLINE \d+: [^\n]*\n *\^)\1$/u, '$1');
  const { exception_type: type, exception_message: words, position } = told;
  const place = position === undefined || words.includes('\nLINE ') ? '' : lineAt(sql, Number(position));
  return `${type} Error: ${words}${place}`;
}

interface ToldAsObject {
  readonly exception_type: string;
  readonly exception_message: string;
  /** In bytes from the beginning of the statement. */
  readonly position?: string;
}

function toldAsObject(message: string): ToldAsObject | null {
  if (!message.startsWith('{')) return null;
  try {
    const told = JSON.parse(message) as Partial<ToldAsObject> | null;
    return typeof told?.exception_type === 'string' && typeof told.exception_message === 'string'
      ? (told as ToldAsObject)
      : null;
  } catch {
    return null;
  }
}

function lineAt(sql: string, byte: number): string {
  const before = new TextDecoder().decode(new TextEncoder().encode(sql).slice(0, byte));
  const number = before.split('\n').length;
  const column = before.length - (before.lastIndexOf('\n') + 1);
  const head = `LINE ${number}: `;
  return `\n\n${head}${sql.split('\n')[number - 1] ?? ''}\n${' '.repeat(head.length + column)}^`;
}
