import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../support/fuzz/targets.ts';

const targets = fuzzTargets(fileURLToPath(new URL('../fixtures', import.meta.url)));

/** About three seconds each; `npm run fuzz` goes on from there. */
const RUNS: Readonly<Record<string, number>> = {
  audio: 1500,
  samples: 300,
  preset: 4000,
  'plugin presets': 3000,
  model: 300,
  equations: 300,
  csv: 4000,
  names: 4000,
};

describe('what strangers made', () => {
  it.each(targets)('[bad input] $name: a typed error or a sound result, within bounded steps', async (target) => {
    const failures: string[] = [];
    for (let seed = 0; seed < (RUNS[target.name] ?? 0) && failures.length < 5; seed++) {
      await target.run(seed).catch((error: unknown) => failures.push(`seed ${seed}: ${String(error)}`));
    }
    expect(failures).toEqual([]);
  });
});
