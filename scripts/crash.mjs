// `npm run crash`: works on a data set and kills the browser with SIGKILL at seeded random moments, again and again; after
// each reopening everything that was acknowledged must be there, whole. Builds the app first. 300 rounds take about an
// hour on a busy machine. `npm run crash -- --rounds=20 --seed=7` runs fewer, or others.
import { parseArgs } from 'node:util';
import { runEndurancePart } from './lib/endurancePart.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 300);
const seed = Number(values.seed ?? 20_261_123);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error('--rounds and --seed are whole numbers.');
  process.exit(1);
}
const lengths = { CRASH_ROUNDS: String(rounds), CRASH_SEED: String(seed) };
await runEndurancePart(['crash.spec.ts'], lengths, 60 + rounds * 60);
