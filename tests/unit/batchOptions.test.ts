import { expect, it } from 'vitest';
import { readOptions, WrongUsage } from '../../scripts/batch/options.mjs';
import { LICENSE_FAMILIES } from '../../src/domain/license.ts';

const hub = (licenses: string) => readOptions(['hub', 'demo/set', '--out', 'shards', '--licenses', licenses]);

it('[L1] the batch takes the licence families of the app, and no others', () => {
  expect(hub(LICENSE_FAMILIES.join(','))?.hub?.licenses).toEqual(LICENSE_FAMILIES);
  expect(() => hub('cc0,by-whoever')).toThrow(WrongUsage);
  // The sentence lists those that it knows.
  expect(() => hub('nobody')).toThrow(`some of ${LICENSE_FAMILIES.join(', ')}; nobody is none.`);
});

it.each([
  [[], 'A command is missing'],
  [['describe', '.', '--out', 'x', '--shard', '4/3'], '4/3 is not'],
  [['predict', '.', '--out', 'x'], 'needs --model'],
  [['hub', 'owner/name', '--out', 'x'], 'hub needs --licenses'],
  [['hub', 'owner/name', '--out', 'x', '--licenses', 'cc-by'], `${LICENSE_FAMILIES.join(', ')}; cc-by is none`],
  [['describe', '.', '--out', 'x', '--licenses', 'cc0'], 'describe takes no --licenses'],
] as const)('the batch says what is wrong with the command line %j', (args, words) => {
  const read = () => readOptions(args);
  expect(read).toThrow(WrongUsage);
  expect(read).toThrow(words);
});
