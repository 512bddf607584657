import { expect } from '@playwright/test';

/** The parameters of a `.vstpreset`, by its own list of chunks; nothing of the app's code reads it. */
export function parametersOf(bytes: Buffer): ReadonlyMap<string, number> {
  expect(bytes.toString('latin1', 0, 4)).toBe('VST3');
  const list = Number(bytes.readBigInt64LE(40));
  expect(bytes.toString('latin1', list, list + 4)).toBe('List');
  expect(bytes.toString('latin1', list + 8, list + 12)).toBe('Comp');
  const start = Number(bytes.readBigInt64LE(list + 12));
  const xml = bytes.toString('utf8', start + 8, start + 8 + bytes.readUInt32LE(start + 4));
  return new Map(
    [...xml.matchAll(/<PARAM id="(\w+)" value="([^"]+)"\/>/gu)].map(([, id = '', value]) => [id, Number(value)]),
  );
}
