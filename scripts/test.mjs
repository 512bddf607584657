// `npm test`: installs what is missing, runs every check and test, and ends with the line "N passed, N failed".
// `npm test -- --only=lint,node` runs the named steps only.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './lib/chromium.mjs';
import { binPath, freePort, installMissing, root, run } from './lib/run.mjs';

/** Longer than any step takes on a slow machine; a hanging step must not hold up the rest for ever. */
const stepTimeoutSec = 2700;

const reports = mkdtempSync(join(tmpdir(), 'inertiabands-reports-'));

/**
 * A step without a `count` counts as one test.
 *
 * @type {readonly {
 *   name: string, tool: [string, string?], args: string[], browser?: true, before?: () => void,
 *   env?: () => Promise<Record<string, string>>, count?: () => { passed: number, failed: number },
 * }[]}
 */
const steps = [
  { name: 'format', tool: ['prettier'], args: ['--check', '.'] },
  { name: 'lint', tool: ['oxlint'], args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', tool: ['typescript', 'tsc'], args: ['-b'] },
  { name: 'dead', tool: ['knip'], args: [] },
  {
    name: 'build',
    tool: ['vite'],
    args: ['build', '--logLevel', 'warn'],
    before: () => rmSync(join(root, 'dist'), { recursive: true, force: true }),
  },
  { name: 'size', tool: ['size-limit'], args: [] },
  vitestStep('node'),
  { ...vitestStep('browser'), browser: true },
  {
    name: 'e2e',
    tool: ['@playwright/test', 'playwright'],
    args: ['test', '--reporter=list,json'],
    browser: true,
    env: async () => ({
      E2E_PORT: String(await freePort(4183)),
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'e2e.json'),
    }),
    count: () => {
      const { stats } = readReport('e2e');
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    },
  },
];

/** @param {string} project - of vitest.config.ts */
function vitestStep(project) {
  return {
    name: project,
    tool: /** @type {[string]} */ (['vitest']),
    args: [
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, `${project}.json`)}`,
    ],
    count: () => {
      const { numPassedTests, numFailedTests } = readReport(project);
      return { passed: numPassedTests, failed: numFailedTests };
    },
  };
}

/** @param {string} name */
function readReport(name) {
  return JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8'));
}

/**
 * @param {(typeof steps)[number]} step
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runStep({ tool, args, before, env, count }) {
  before?.();
  const code = await run(process.execPath, [binPath(...tool), ...args], {
    env: (await env?.()) ?? {},
    timeoutSec: stepTimeoutSec,
  });
  let counted = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (count !== undefined) {
    try {
      counted = count();
    } catch {
      console.error('The step left no report.');
      counted = { passed: 0, failed: 1 };
    }
  }
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** @returns {typeof steps} the steps that the command line asks for */
function chosenSteps() {
  const only = process.argv
    .find((argument) => argument.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const unknown = only?.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(`There is no step "${unknown}"; the steps are ${steps.map(({ name }) => name).join(', ')}.`);
    process.exit(1);
  }
  return steps.filter(({ name }) => only?.includes(name) ?? true);
}

const chosen = chosenSteps();
await installMissing();
if (chosen.some(({ browser }) => browser === true)) {
  try {
    process.env['CHROMIUM_PATH'] = await findChromium();
    console.log(`Browser: ${process.env['CHROMIUM_PATH']}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** @type {string[]} */
const lines = [];
const total = { passed: 0, failed: 0 };
for (const step of chosen) {
  console.log(`\n── ${step.name} ──`);
  const startedMs = performance.now();
  const { passed, failed } = await runStep(step);
  const tookSec = ((performance.now() - startedMs) / 1000).toFixed(1);
  total.passed += passed;
  total.failed += failed;
  lines.push(`${step.name.padEnd(8)} ${tookSec.padStart(6)} s  ${passed} passed, ${failed} failed`);
  console.log(lines.at(-1));
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
