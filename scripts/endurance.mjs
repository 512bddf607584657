// `npm run test:endurance`: the tests that take much data, many rounds or long: accidents, kills of the browser, hostile
// bytes, hostile databases, many and long files, memory. All of it takes about three hours and 12 GB of free disk space.
// `npm run test:endurance -- --minutes=10` runs a share: the same tests in this order with small counts, and none that would
// probably end later than that.
import { parseArgs } from 'node:util';
import { installMissing } from './lib/run.mjs';

const startedMs = performance.now();
const { values } = parseArgs({ options: { minutes: { type: 'string' } } });
const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
if (!(minutes > 0)) {
  console.error('--minutes is a number above 0.');
  process.exit(1);
}
await installMissing();
const { binPath, freePort } = await import('./lib/run.mjs');
const { otherBrowsers } = await import('./lib/otherBrowsers.mjs');
const { playwrightStep, provideChromium, report, runSteps, vitestStep } = await import('./lib/steps.mjs');

const all = minutes === Infinity;
const end2end = (
  /** @type {string} */ name,
  /** @type {string} */ file,
  /** @type {Record<string, string>} */ env = {},
) => playwrightStep(name, ['--project=endurance', file], all ? env : {});

const firefox = otherBrowsers().find(({ name }) => name === 'Firefox');
const roundsIn = (/** @type {Record<string, string>} */ env) => ({
  ...vitestStep('Firefox rounds', ['--project=browsers', 'e2e/browsers/firefoxRounds.test.ts']),
  env: async () => ({
    ...env,
    E2E_PORT: String(await freePort(4183)),
    BROWSER_RELOADS: all ? '200' : '3',
    BROWSER_KILLS: all ? '20' : '2',
  }),
});

/**
 * With the seconds that the share of each takes on two quiet cores.
 *
 * @type {readonly { shareSec: number, step: import('./lib/steps.mjs').Step }[]}
 */
const parts = [
  { shareSec: 30, step: { name: 'build', script: binPath('vite'), args: ['build', '--logLevel', 'warn'] } },
  { shareSec: 30, step: end2end('accidents', 'accidents.spec.ts') },
  {
    shareSec: 40,
    step: playwrightStep('crash', ['--project=endurance', 'crash.spec.ts'], { CRASH_ROUNDS: all ? '100' : '3' }),
  },
  {
    shareSec: 60,
    step: playwrightStep('reloads', ['--project=endurance', 'reloads.spec.ts'], {
      RELOAD_ROUNDS: all ? '200' : '3',
      ...(all ? { RELOAD_READY_SEC: '10' } : {}),
    }),
  },
  {
    shareSec: 25,
    step: { name: 'fuzz', script: 'scripts/fuzz.mjs', args: [`--count=${all ? 1_000_000 : 10_000}`] },
  },
  {
    shareSec: 25,
    step: {
      ...vitestStep('databases', ['--project=endurance', 'tests/endurance/databases.test.ts']),
      env: async () => ({ VITE_FUZZ_COUNT: all ? '200' : '5' }),
    },
  },
  { shareSec: 260, step: playwrightStep('every', ['--project=every']) },
  { shareSec: 60, step: vitestStep('every store', ['--project=browser', '--tags-filter=every']) },
  {
    shareSec: 30,
    step: vitestStep('ten thousand', ['--project=endurance', 'tests/endurance/tenThousandFiles.test.ts']),
  },
  {
    shareSec: 45,
    step: vitestStep('stopping store', ['--project=endurance', 'tests/endurance/stoppingStore.test.ts']),
  },
  {
    shareSec: 60,
    step: vitestStep('replayed log', ['--project=endurance', 'tests/endurance/replayedLog.test.ts']),
  },
  {
    shareSec: 40,
    step: {
      ...vitestStep('hostile rows', ['--project=endurance', 'tests/endurance/hostileRows.test.ts']),
      env: async () => ({ VITE_HOSTILE_ROUNDS: all ? '20' : '4' }),
    },
  },
  {
    shareSec: 240,
    step: vitestStep('damaged storage', ['--project=endurance', 'tests/endurance/damagedStorage.test.ts']),
  },
  { shareSec: 600, step: vitestStep('full disk', ['--project=endurance', 'tests/endurance/fullDisk.test.ts']) },
  { shareSec: 120, step: end2end('much input', 'muchInput.spec.ts', { MEMORY_FULL: '1' }) },
  { shareSec: 60, step: end2end('waiting tabs', 'waitingTabs.spec.ts') },
  { shareSec: 150, step: end2end('memory', 'memory.spec.ts', { MEMORY_FULL: '1' }) },
  { shareSec: 180, step: end2end('memory over time', 'memoryOverTime.spec.ts', { MEMORY_MINUTES: '60' }) },
  ...(firefox?.env ? [{ shareSec: 120, step: roundsIn(firefox.env) }] : []),
];

await provideChromium();
const outcomes = [];
const leftOut = [];
for (const { shareSec, step } of parts) {
  const endsSec = (performance.now() - startedMs) / 1000 + shareSec;
  if (endsSec > minutes * 60) leftOut.push(step.name);
  else outcomes.push(...(await runSteps([{ ...step, timeoutSec: all ? 4 * 3600 : shareSec * 10 }])));
}
if (leftOut.length > 0) console.log(`\nLeft out within ${minutes} minutes: ${leftOut.join(', ')}.`);
if (!all) console.log('The others ran with small counts; npm run test:endurance runs everything.');
if (firefox?.env === null) console.log(`Firefox is not on this machine. ${firefox.howTo}`);
report(outcomes, startedMs);
