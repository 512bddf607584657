import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from './chromium.mjs';
import { binPath, freePort, root, run } from './run.mjs';

/** Longer than any step takes on a slow machine; a hanging step must not hold up the rest for ever. */
const STEP_TIMEOUT_SEC = 2700;
/** Of a failure, as many lines are told again under the table. */
const FAILURE_LINES = 14;

/**
 * @typedef {{ passed: number, failed: number, firstFailure: string | null }} Count
 *
 * One tool that is run. Without a `count` it counts as one test.
 *
 * @typedef {{
 *   name: string,
 *   script: string,
 *   args: readonly string[],
 *   cores?: number,
 *   after?: readonly string[],
 *   browser?: true,
 *   timeoutSec?: number,
 *   prepare?: () => void,
 *   env?: () => Promise<Record<string, string>>,
 *   count?: () => Count,
 * }} Step
 *
 * @typedef {Count & { step: Step, tookSec: number }} Outcome
 */

/** Where tools leave their reports for the steps to count. */
const reports = mkdtempSync(join(tmpdir(), 'inertiabands-reports-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

/**
 * A step that runs tests of Vitest.
 *
 * @param {string} name
 * @param {readonly string[]} args - the project, files
 * @returns {Step}
 */
export function vitestStep(name, args) {
  const path = join(reports, `${name}.json`);
  return {
    name,
    script: binPath('vitest'),
    args: ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`],
    count: () => {
      const { numPassedTests, numFailedTests, testResults } = readReport(path);
      return { passed: numPassedTests, failed: numFailedTests, firstFailure: firstOfVitest(testResults) };
    },
  };
}

/**
 * A step that runs end-to-end tests against dist/.
 *
 * @param {string} name
 * @param {readonly string[]} args - the project, files
 * @param {Record<string, string>} [env]
 * @returns {Step}
 */
export function playwrightStep(name, args, env = {}) {
  const path = join(reports, `${name}.json`);
  return {
    name,
    script: binPath('@playwright/test', 'playwright'),
    args: ['test', ...args, '--reporter=list,json'],
    browser: true,
    env: async () => ({ ...env, E2E_PORT: String(await freePort(4183)), PLAYWRIGHT_JSON_OUTPUT_FILE: path }),
    count: () => {
      const { stats, suites } = readReport(path);
      return {
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected,
        firstFailure: suites.map(firstOfPlaywright).find((failure) => failure !== null) ?? null,
      };
    },
  };
}

/** Finds the browser that the steps start. Exits the process where there is none. */
export async function provideChromium() {
  try {
    process.env['CHROMIUM_PATH'] = await findChromium();
    console.log(`Browser: ${process.env['CHROMIUM_PATH']}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/**
 * Runs steps in their order, side by side where cores are free; the output of each is shown whole when it ends.
 *
 * @param {readonly Step[]} steps
 * @returns {Promise<Outcome[]>} in the order of the steps
 */
export async function runSteps(steps) {
  const cores = Math.max(2, availableParallelism());
  const coresOf = (/** @type {Step} */ { cores: wanted }) => Math.min(wanted ?? cores, cores);
  /** @type {Map<Step, Outcome>} */
  const outcomes = new Map();
  /** @type {Map<Step, Promise<void>>} */
  const running = new Map();
  const waits = (/** @type {Step} */ { after = [] }) =>
    steps.some((step) => after.includes(step.name) && !outcomes.has(step));
  const finish = async (/** @type {Step} */ step) => {
    outcomes.set(step, await runStep(step));
    running.delete(step);
  };
  while (outcomes.size < steps.length) {
    for (const step of steps) {
      const used = [...running.keys()].reduce((sum, other) => sum + coresOf(other), 0);
      if (outcomes.has(step) || running.has(step) || waits(step) || used + coresOf(step) > cores) continue;
      console.log(`${step.name} …`);
      running.set(step, finish(step));
    }
    if (running.size === 0) throw new Error('These steps wait for each other.');
    await Promise.race(running.values());
  }
  return steps.flatMap((step) => outcomes.get(step) ?? []);
}

/**
 * Ends with a table, the first failure of each step that failed, and the line "N passed, N failed"; sets the exit code.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {number} startedMs - by `performance.now()`
 */
export function report(outcomes, startedMs) {
  console.log(`\n${outcomes.map(lineOf).join('\n')}`);
  console.log(`in all ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`);
  for (const { step, firstFailure } of outcomes) {
    if (firstFailure !== null) console.log(`── the first failure of ${step.name} ──\n${firstFailure}\n`);
  }
  const sum = (/** @type {'passed' | 'failed'} */ of) => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

/** @param {Step} step @returns {Promise<Outcome>} */
async function runStep(step) {
  const startedMs = performance.now();
  step.prepare?.();
  /** @type {string[]} */
  const output = [];
  const code = await run(process.execPath, [step.script, ...step.args], {
    env: (await step.env?.()) ?? {},
    timeoutSec: step.timeoutSec ?? STEP_TIMEOUT_SEC,
    collect: (text) => output.push(text),
  });
  const tookSec = (performance.now() - startedMs) / 1000;
  const outcome = { step, tookSec, ...countOf(step, code, output.join('')) };
  console.log(`\n── ${step.name} ──\n${output.join('').trimEnd()}\n${lineOf(outcome)}\n`);
  return outcome;
}

/** @param {Step} step @param {number} code @param {string} output @returns {Count} */
function countOf({ count }, code, output) {
  /** @type {Count} */
  const byCode = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, firstFailure: null };
  let counted = byCode;
  try {
    counted = count?.() ?? byCode;
  } catch {
    counted = { passed: 0, failed: 1, firstFailure: `The step left no report.\n${shortened(output, true)}` };
  }
  if (code === 0 && counted.failed === 0) return counted;
  return {
    passed: counted.passed,
    failed: Math.max(1, counted.failed),
    firstFailure: counted.firstFailure ?? shortened(output),
  };
}

/** @param {Outcome} outcome */
function lineOf({ step, tookSec, passed, failed }) {
  return `${step.name.padEnd(16)} ${tookSec.toFixed(1).padStart(6)} s  ${passed} passed, ${failed} failed`;
}

/** @param {string} path */
function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @param {readonly { name: string, message: string, status: string, assertionResults: VitestTest[] }[]} files
 * @returns {string | null}
 */
function firstOfVitest(files) {
  for (const { name, message, status, assertionResults } of files) {
    const path = relative(root, name);
    const failed = assertionResults.find((test) => test.status === 'failed');
    if (failed !== undefined) return `${path}\n${failed.fullName}\n${shortened(failed.failureMessages.join('\n'))}`;
    if (status === 'failed') return `${path}\n${shortened(message)}`;
  }
  return null;
}

/**
 * @typedef {{ ok: boolean, title: string, file: string, line: number, tests: { results: { errors: { message?: string }[] }[] }[] }} Spec
 * @typedef {{ specs: Spec[], suites?: Suite[] }} Suite
 * @param {Suite} suite
 * @returns {string | null}
 */
function firstOfPlaywright({ specs, suites = [] }) {
  const failed = specs.find(({ ok }) => !ok);
  if (failed === undefined) return suites.map(firstOfPlaywright).find((failure) => failure !== null) ?? null;
  const errors = failed.tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
  const messages = errors.map(({ message = '' }) => message).join('\n');
  return `e2e/${failed.file}:${failed.line}\n${failed.title}\n${shortened(messages)}`;
}

/** The first lines that say something, or the last. @param {string} text @param {boolean} [last] */
function shortened(text, last = false) {
  const lines = stripVTControlCharacters(text)
    .split(/[\r\n]+/u)
    .filter((line) => line.trim() !== '');
  return (last ? lines.slice(-FAILURE_LINES) : lines.slice(0, FAILURE_LINES)).join('\n');
}
