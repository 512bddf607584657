import { expect, it } from 'vitest';
import { sqlCompletions } from '../../src/ui/data/sqlCompletion.ts';

const TABLES = {
  audio_files: ['audio_id', 'path', 'genre'],
  audio_metadata: ['audio_id', 'license'],
  descriptors: ['audio_id', 'brightness_median'],
};

/** The choices where `|` stands for the caret. */
function choices(text: string): readonly string[] {
  const caret = text.indexOf('|');
  return sqlCompletions(text.replace('|', ''), caret, TABLES)?.choices ?? [];
}

it('completes tables, words of SQL, and the columns of the tables that the statement names', () => {
  expect(choices('SELECT * FROM audio_m|')).toEqual(['audio_metadata']);
  expect(choices('sel|')).toContain('SELECT');
  expect(choices('SELECT pa| FROM audio_files')).toEqual(['path']);
  expect(choices('SELECT bri| FROM audio_files')).toEqual([]);
  expect(choices('SELECT bri| FROM audio_files JOIN descriptors USING (audio_id)')).toEqual(['brightness_median']);
});

it('completes after a table or its alias with its columns only', () => {
  expect(choices('SELECT f.| FROM audio_files AS f')).toEqual(['audio_id', 'path', 'genre']);
  expect(choices('SELECT descriptors.b| FROM descriptors')).toEqual(['brightness_median']);
  expect(choices('SELECT nothing.| FROM descriptors')).toEqual([]);
});

it('stays silent in strings, in remarks, after numbers and where no word has begun', () => {
  for (const text of ["SELECT 'pa|", 'SELECT 1 -- pa|', '/* pa|', 'SELECT 12|', 'SELECT |', 'SELECT "pa|']) {
    expect(choices(text), text).toEqual([]);
  }
  expect(choices("SELECT 'a' AS x, pa| FROM audio_files -- why")).toEqual(['path']);
});

it('replaces the word from its beginning', () => {
  expect(sqlCompletions('SELECT gen FROM audio_files', 10, TABLES)).toEqual({ from: 7, choices: ['genre'] });
});

it(
  'completes nothing in what is far too long to be typed: a pasted literal would stop the page at every key',
  { timeout: 2000 },
  () => {
    for (const long of [
      `SELECT ${'x'.repeat(300_000)} AS a|`,
      `SELECT pa|${' FROM a'.padEnd(300_000)}b`,
      `${'--'.repeat(150_000)} pa|`,
    ]) {
      expect(choices(long)).toEqual([]);
    }
  },
);
