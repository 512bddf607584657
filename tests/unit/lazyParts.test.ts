import { afterEach, expect, it, vi } from 'vitest';
import { arrived } from '../../src/stages/shell/arrived.ts';
import { sourceTexts } from '../support/sourceTexts.ts';

/** A part that is asked for without a limit; the functions of a table are called by what has one. */
const WITHOUT_LIMIT = /(?<!arrived\(\s*)(?<!async \(\) => |[#.])\bimport\(/u;

afterEach(() => vi.useRealTimers());

it('a part of the app that is loaded when it is needed has a limit of time, so that no job waits for it for ever', () => {
  const asking = sourceTexts()
    .filter(({ path, text }) => /^(?:stages|ui)\//u.test(path) && WITHOUT_LIMIT.test(text))
    .map(({ path }) => path);
  expect(asking).toEqual([]);
});

it('a part that takes long is said to be late, not updated or missing, and what waits for it ends', async () => {
  vi.useFakeTimers();
  const late = expect(arrived(new Promise(() => undefined))).rejects.toMatchObject({
    code: 'app-changed',
    message: expect.stringMatching(
      /has not come yet: the connection or this machine is slow.* shows as soon as it is here/u,
    ),
  });
  await vi.advanceTimersByTimeAsync(8000);
  await late;
});
