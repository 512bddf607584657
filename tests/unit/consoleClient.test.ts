import { expose } from 'comlink';
import { expect, it } from 'vitest';
import { SqlConsoleClient } from '../../src/workers/console/consoleClient.ts';
import type { ConsoleCalls } from '../../src/workers/contracts/console.ts';

const LIMIT_MS = 30;
const RESULT = { columns: ['n'], rows: [[1]], cut: false, elapsedMs: 0 };

/** A console whose worker answers so. */
function consoleOf(calls: ConsoleCalls) {
  const { port1, port2 } = new MessageChannel();
  expose(calls, port1);
  const ended: boolean[] = [];
  const terminate = () => {
    ended.push(true);
    port1.close();
  };
  const client = new SqlConsoleClient(() => Object.assign(port2, { terminate }) as unknown as Worker);
  const run = async () =>
    client.run(new Blob(), 'SELECT 1', { signal: new AbortController().signal, rowLimit: 1, timeLimitMs: LIMIT_MS });
  return { run, ended };
}

it('a statement has its time from when the engine is there, which may take longer', async () => {
  const prepare = async () => new Promise<void>((resolve) => setTimeout(resolve, 4 * LIMIT_MS));
  const { run, ended } = consoleOf({ prepare, run: async () => RESULT });
  expect(await run()).toEqual(RESULT);
  expect(ended).toEqual([]);
});

it('a statement that takes longer is ended, and said so', async () => {
  const { run, ended } = consoleOf({ prepare: async () => undefined, run: async () => new Promise(() => undefined) });
  await expect(run()).rejects.toMatchObject({ code: 'bad-input', message: expect.stringMatching(/stopped after/u) });
  expect(ended).toEqual([true]);
});
