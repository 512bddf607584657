// `npm run memory`: what the page holds while it takes in 1,000 files of a minute each, then an hour of MP3 and of FLAC;
// and 10,000 files at once, every tenth of them bad. `npm run memory -- --minutes=60` repeats a fixed cycle (100 files, Run All,
// Hear, removal, Undo) for so long instead, and tells what the page's process holds after each.
// Builds the app first; needs about 12 GB of free disk space for the files and the browser's copies of them.
import { parseArgs } from 'node:util';
import { runEndurancePart } from './lib/endurancePart.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string' } } });
const minutes = Number(values.minutes ?? 0);
if (!(minutes >= 0)) {
  console.error('--minutes is a number.');
  process.exit(1);
}
const tests = minutes > 0 ? ['memoryOverTime.spec.ts'] : ['memory.spec.ts', 'muchInput.spec.ts', '--grep=files'];
await runEndurancePart(tests, { MEMORY_FULL: '1', MEMORY_MINUTES: String(minutes) }, 3600 + minutes * 60);
