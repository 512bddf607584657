import { expect, it } from 'vitest';
import { duckdbWords } from '../../src/store/engine/duckdbWords.ts';

it('says in a sentence what the engine answers as an object', () => {
  const told = {
    exception_type: 'Parser',
    exception_message: 'syntax error at or near "SELEKT"\n\nLINE 1: SELEKT 1\n        ^',
    error_subtype: 'SYNTAX_ERROR',
    position: '0',
  };
  expect(duckdbWords(JSON.stringify(told), 'SELEKT 1')).toBe(
    'Parser Error: syntax error at or near "SELEKT"\n\nLINE 1: SELEKT 1\n        ^',
  );
});

it('points to the place that is told in bytes alone', () => {
  const told = { exception_type: 'Parser', exception_message: 'syntax error at end of input', position: '17' };
  expect(duckdbWords(JSON.stringify(told), "SELECT 'é',\n (1  ")).toBe(
    'Parser Error: syntax error at end of input\n\nLINE 2:  (1  \n            ^',
  );
});

it('shows a place once, and leaves other words as they are', () => {
  const place = '\n\nLINE 1: FOO\n        ^';
  expect(duckdbWords(`Parser Error: no${place}${place}`, 'FOO')).toBe(`Parser Error: no${place}`);
  for (const words of ['Out of Memory Error: failed', '{not json', '{"a":1}', 'null', '']) {
    expect(duckdbWords(words, 'SELECT 1')).toBe(words);
  }
});
