import { expect, it } from 'vitest';
import { sqlErrorPlace } from '../../src/ui/data/sqlErrorPlace.ts';

/** The text that a message points at. */
function marked(message: string, sql: string): string | null {
  const place = sqlErrorPlace(message, sql);
  return place === null ? null : sql.slice(place.from, place.to);
}

it('finds the word that DuckDB points at, in any line', () => {
  const message = 'Parser Error: syntax error at or near "SELEKT"\n\nLINE 1: SELEKT 1\n        ^';
  expect(marked(message, 'SELEKT 1')).toBe('SELEKT');
  const second = 'Binder Error: Referenced column "nope" not found\n\nLINE 2: WHERE nope = 1\n              ^';
  expect(marked(second, 'SELECT *\nWHERE nope = 1')).toBe('nope');
});

it('finds it in a line of which DuckDB shows a part', () => {
  const start = `SELECT ${'a_long_column, '.repeat(12)}`;
  const sql = `${start}nope FROM audio_files`;
  const shown = `...${sql.slice(start.length - 30)}`;
  const caret = ' '.repeat('LINE 1: '.length + 3 + 30);
  expect(marked(`Binder Error: no\n\nLINE 1: ${shown}\n${caret}^`, sql)).toBe('nope');
});

it('says nothing where the message points nowhere, or at what is not there', () => {
  expect(marked('Out of Memory Error: failed', 'SELECT 1')).toBeNull();
  expect(marked('x\n\nLINE 4: abc\n        ^', 'SELECT 1')).toBeNull();
  expect(marked('x\n\nLINE 1: something else\n        ^', 'SELECT 1')).toBeNull();
});

it('points at the last character where the statement ends too early', () => {
  const message = 'Parser Error: syntax error at end of input\n\nLINE 1: SELECT\n              ^';
  expect(marked(message, 'SELECT')).toBe('T');
});
