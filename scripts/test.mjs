// `npm test`: installs what is missing, runs every check and test, and ends with the line "N passed, N failed".
// `npm test -- --only=lint,node` runs the named steps only.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installMissing, root } from './lib/run.mjs';

const startedMs = performance.now();
await installMissing();
const { binPath } = await import('./lib/run.mjs');
const { playwrightStep, provideChromium, report, runSteps, vitestStep } = await import('./lib/steps.mjs');

/**
 * What takes one core runs beside others; tests take what there is.
 *
 * @type {readonly import('./lib/steps.mjs').Step[]}
 */
const steps = [
  {
    name: 'build',
    script: binPath('vite'),
    args: ['build', '--logLevel', 'warn'],
    cores: 1,
    prepare: () => rmSync(join(root, 'dist'), { recursive: true, force: true }),
  },
  { name: 'format', script: binPath('oxfmt'), args: ['--check', '.'], cores: 1 },
  { name: 'types', script: binPath('typescript', 'tsc'), args: ['-b'], cores: 1 },
  { name: 'lint', script: binPath('oxlint'), args: ['--type-aware', '--deny-warnings'], cores: 1 },
  { name: 'templates', script: join(root, 'scripts/templates.mjs'), args: [], cores: 1 },
  { name: 'dead', script: binPath('knip'), args: [], cores: 1 },
  { name: 'size', script: binPath('size-limit'), args: [], cores: 1, after: ['build'] },
  vitestStep('node', ['--project=node*', '--tags-filter=!every']),
  { ...vitestStep('browser', ['--project=browser', '--tags-filter=!every']), browser: true },
  { ...playwrightStep('e2e', ['--project=app']), after: ['build'] },
];

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
if (chosen.some(({ browser }) => browser === true)) await provideChromium();
report(await runSteps(chosen), startedMs);
