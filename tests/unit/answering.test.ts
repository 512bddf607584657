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

/** Gives one piece and then stands. */
async function* first(): AsyncGenerator<number> {
  yield 0;
  await new Promise<never>(() => undefined);
}

it('a decoder that gives neither samples nor an end is given up, also in the middle of a sound', async () => {
  const silent = answering(silence(), 30);
  await expect(silent.next()).rejects.toBeInstanceOf(SilentDecoderError);
  const stopping = answering(first(), 30);
  expect((await stopping.next()).value).toBe(0);
  await expect(stopping.next()).rejects.toBeInstanceOf(SilentDecoderError);
  expect((await answering(afterMs(), 30).next()).done).toBe(true);
});

it('whoever takes long for what has come does not make the decoder late', async () => {
  const begun: number[] = [];
  for await (const ms of answering(afterMs(0, 0, 0), 30)) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    begun.push(ms);
  }
  expect(begun).toEqual([0, 0, 0]);
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
