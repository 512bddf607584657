import { expect, it } from 'vitest';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { callInParts, withListsInParts } from '../../src/workers/store/longAnswers.ts';

const rows = Array.from({ length: 1001 }, (_, index) => ({ index }));

/** A store whose lists are `rows`, seen across the border, and how long each message was. */
function store() {
  const asked: unknown[][] = [];
  const remote = withListsInParts({
    listPredictions: async (...args: unknown[]) => {
      asked.push(args);
      return rows;
    },
    status: async () => ({ mode: 'opfs' }),
  } as unknown as TrainingStore);
  const lengths: number[] = [];
  const call = async (method: string, ...args: readonly unknown[]) => {
    const remoteMethod = Reflect.get(remote, method) as (...values: readonly unknown[]) => Promise<unknown>;
    return callInParts(method, async (...sent) => remoteMethod(...sent.map((value) => watched(value, lengths))), args);
  };
  return { call, asked, lengths };
}

function watched(value: unknown, lengths: number[]): unknown {
  if (typeof value !== 'function') return value;
  return (part: readonly unknown[]) => {
    lengths.push(part.length);
    return (value as (rows: readonly unknown[]) => void)(part);
  };
}

it('a long list crosses the border in short messages and comes out whole, in order', async () => {
  const { call, asked, lengths } = store();
  expect(await call('listPredictions', 'model')).toEqual(rows);
  expect(asked).toEqual([['model']]);
  expect(lengths.length).toBeGreaterThan(3);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(250);
});

it('other answers come as they are', async () => {
  const { call } = store();
  expect(await call('status')).toEqual({ mode: 'opfs' });
});
