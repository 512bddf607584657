import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noiseWav } from '../support/badFiles.ts';
import { addAudio, fixture, loadExamples, mergeDatabase, runAll } from './support/chores.ts';
import { startChromium } from './support/chromium.ts';
import type { BrowserDriver } from './support/driver.ts';
import { startFirefox } from './support/firefox.ts';
import type { Person } from './support/person.ts';
import { visit } from './support/visit.ts';
import { startWebKit } from './support/webkit.ts';

/*
 * `npm run bench -- --browsers`: how long the same steps take in each browser, first use included, beside Chromium. Looks for the end of
 * a step come every 0.15 s.
 */

const ROUNDS = Number(process.env['BROWSER_ROUNDS'] ?? 1);
const FILES = 100;
const FRAMES = 5 * 44_100;

type Folders = Parameters<Parameters<typeof visit>[0]>[0];
type Start = (folders: Folders) => Promise<BrowserDriver>;

const { FIREFOX_PATH = '', WEBKIT_DRIVER_PATH: driverPath = '', WEBKIT_PATH: browserPath = '' } = process.env;
const port = Number(process.env['E2E_PORT'] ?? 4183) + 100;

const BROWSERS: ReadonlyMap<string, Start | null> = new Map<string, Start | null>([
  ['Chromium', startChromium],
  [
    'Firefox',
    FIREFOX_PATH === '' ? null : async (folders) => startFirefox({ executablePath: FIREFOX_PATH, ...folders }),
  ],
  [
    'WebKit',
    driverPath === '' || browserPath === ''
      ? null
      : async () => startWebKit({ driverPath, browserPath, display: process.env['DISPLAY'] ?? ':0', port }),
  ],
]);

let folder: string;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inertiabands-speed-'));
  files = Array.from({ length: FILES }, (_, n) => join(folder, `noise-${n}.wav`));
  for (const [n, path] of files.entries()) await writeFile(path, noiseWav(n + 1, FRAMES));
});
afterAll(async () => rm(folder, { recursive: true }));

const STEPS: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  '24 examples made and described': loadExamples,
  'Run All of them': runAll,
  [`${FILES} files of 5 s in`]: async (person) => addAudio(person, files),
  'the network trained on all': async (person) => {
    await person.openTab('Model');
    await person.press('Train Network');
    await person.logSays(new RegExp(`Network trained: ${24 + FILES} rows`, 'u'), 600_000);
  },
  "a desktop's database previewed and merged": async (person) => mergeDatabase(person, fixture('desktop.duckdb')),
};

it('is timed in each browser that is here', async () => {
  const seconds = new Map<string, Map<string, number[]>>();
  const note = (step: string, browser: string, tookMs: number) => {
    const row = seconds.get(step) ?? new Map<string, number[]>();
    seconds.set(step, row.set(browser, [...(row.get(browser) ?? []), tookMs / 1000]));
  };
  const present = [...BROWSERS].flatMap(([name, start]) => (start === null ? [] : [{ name, start }]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, start } of present) {
      const visited = await visit(start);
      note('a first visit, until it is ready', name, visited.readyMs);
      try {
        for (const [step, take] of Object.entries(STEPS)) {
          const stepMs = performance.now();
          await take(visited.person);
          note(step, name, performance.now() - stepMs);
        }
      } finally {
        await visited.end();
      }
    }
  }
  const lines = [...seconds].map(([step, row]) => {
    const chromium = median(row.get('Chromium') ?? []);
    const cells = present.map(({ name }) => {
      const own = median(row.get(name) ?? []);
      return `${own.toFixed(1)} s${name === 'Chromium' ? '' : ` (${(own / chromium).toFixed(1)} ×)`}`;
    });
    return `| ${[step, ...cells].join(' | ')} |`;
  });
  process.stdout.write(`| step | ${present.map(({ name }) => name).join(' | ')} |\n${lines.join('\n')}\n`);
  expect(lines).toHaveLength(1 + Object.keys(STEPS).length);
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}
