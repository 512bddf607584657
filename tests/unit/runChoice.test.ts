import { describe, expect, test } from 'vitest';
import { chooseRuns, type ChoosableRun } from '../../src/store/tables/runChoice.ts';
import { double, quoted } from '../../src/store/engine/sqlLiterals.ts';

function run(runId: string, facts: Partial<ChoosableRun> = {}): ChoosableRun {
  return {
    runId,
    audioId: 'file',
    state: 'finished',
    trialCount: 40,
    pinned: false,
    chosen: false,
    changed: true,
    sequence: 0,
    createdAtUs: 0,
    ...facts,
  };
}

const chosenOf = (...runs: readonly ChoosableRun[]) => chooseRuns(runs).get('file') ?? null;

describe('[S3] the run that a file’s preset comes from', () => {
  test('is the pinned one, however late and good the others are', () => {
    const pinned = run('pinned', { pinned: true, state: 'stopped' });
    expect(chosenOf(run('later', { createdAtUs: 2 }), pinned, run('latest', { createdAtUs: 3 }))).toBe('pinned');
  });

  test('is else the latest finished one, the later id where two came at once', () => {
    expect(chosenOf(run('a', { createdAtUs: 2 }), run('b', { createdAtUs: 1 }))).toBe('a');
    expect(chosenOf(run('a'), run('b'))).toBe('b');
    expect(chosenOf(run('stopped', { state: 'stopped', createdAtUs: 9 }), run('finished'))).toBe('finished');
  });

  test('[S9] is the one made last, whatever the clock said; those of earlier versions come before, by their times', () => {
    const set = { createdAtUs: 9 };
    expect(chosenOf(run('last', { sequence: 8, createdAtUs: 1 }), run('first', { ...set, sequence: 7 }))).toBe('last');
    expect(chosenOf(run('new', { sequence: 1 }), run('old', set), run('older', { createdAtUs: 8 }))).toBe('new');
  });

  test('is else the one chosen before, else the latest stopped', () => {
    const chosen = run('chosen', { state: 'stopped', chosen: true });
    expect(chosenOf(run('later', { state: 'stopped', createdAtUs: 9 }), chosen)).toBe('chosen');
    const stopped = [run('a', { state: 'stopped' }), run('b', { state: 'stopped', createdAtUs: 1 })];
    expect(chosenOf(...stopped)).toBe('b');
  });

  test('is never newly one without trials, one still running, or one that nothing was done to', () => {
    const none = [
      run('empty', { trialCount: 0 }),
      run('running', { state: 'running' }),
      run('old', { changed: false }),
    ];
    expect(chosenOf(...none)).toBeNull();
  });

  test('is told of only where it is another one or has changed', () => {
    expect(chosenOf(run('chosen', { chosen: true, changed: false }), run('stopped', { state: 'stopped' }))).toBeNull();
    expect(chosenOf(run('chosen', { chosen: true, state: 'running' }))).toBe('chosen');
  });

  test('is chosen for each file by itself', () => {
    const choices = chooseRuns([run('a', { audioId: 'one' }), run('b', { audioId: 'two' })]);
    expect([...choices]).toEqual([
      ['one', 'a'],
      ['two', 'b'],
    ]);
  });
});

describe('what SQL is told', () => {
  test('of texts ends at no quote of theirs', () => {
    expect(quoted("O'Neill'); DROP TABLE models; --")).toBe("'O''Neill''); DROP TABLE models; --'");
  });

  test('of doubles has an exponent, so that they are no decimals', () => {
    expect([0.1, -1 / 3, 0, 1e300].map(double)).toEqual(['1e-1', '-3.333333333333333e-1', '0e+0', '1e+300']);
    expect(double(Number.NaN)).toBe("'NaN'::DOUBLE");
  });
});
