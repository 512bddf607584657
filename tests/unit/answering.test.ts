import { expect, it } from 'vitest';
import { answering, SilentDecoderError } from '../../src/audio/decode/answering.ts';

async function* afterMs(...pausesMs: readonly number[]): AsyncGenerator<number> {
  for (const ms of pausesMs) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    yield ms;
  }
}

async function* silence(): AsyncGenerator<number> {
  await new Promise<never>(() => undefined);
  yield 0;
}

it('a decoder that gives neither samples nor an end is given up; one that has begun may take its time', async () => {
  const silent = answering(silence(), 30);
  await expect(silent.next()).rejects.toBeInstanceOf(SilentDecoderError);
  const begun: number[] = [];
  for await (const ms of answering(afterMs(0, 60), 30)) begun.push(ms);
  expect(begun).toEqual([0, 60]);
  expect((await answering(afterMs(), 30).next()).done).toBe(true);
});

it('whoever stops asking ends the decoder', async () => {
  let hasEnded = false;
  const endless = async function* () {
    try {
      for (;;) yield 1;
    } finally {
      hasEnded = true;
    }
  };
  for await (const _ of answering(endless(), 30)) break;
  await expect.poll(() => hasEnded).toBe(true);
});
