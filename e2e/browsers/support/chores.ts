import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { momentMs } from '../../support/moments.ts';
import { queryNative } from '../../support/nativeDatabase.ts';
import type { Person } from './person.ts';

const FIXTURES = join(import.meta.dirname, '../../../tests/fixtures');

/** Files of tests/fixtures/formats: every container and codec once. */
export const FORMATS = [
  'drums.mp3',
  'drums.m4a',
  'drums.ogg',
  'drums.opus',
  'drums.aiff',
  'drums-flac.ogg',
  'drums-flac.mp4',
  'plucks.aif',
  'six.ogg',
  'six.flac',
  'f64.wav',
  'speech-16k.mp3',
  // What is compared with ffmpeg's decoding besides.
  'mp3.wav',
  'plucks.m4a',
  'plucks.ogg',
  'drums.webm',
] as const;

/** WebKit took five minutes for sixteen files on a machine with load 12. */
const ADDED_WITHIN_MS = 600_000;

export async function addAudio(person: Person, paths: readonly string[]): Promise<void> {
  await person.openTab('Import + Descriptors');
  await person.give('input#files', paths);
  await person.logSays(new RegExp(`Descriptors finished: .*${paths.length} done`, 'u'), ADDED_WITHIN_MS);
}

export async function loadExamples(person: Person): Promise<void> {
  await person.openTab('Import + Descriptors');
  await person.press('Load Example Sounds');
  await person.logSays(/Descriptors finished: 24 done, 0 failed/u);
}

export async function runAll(person: Person): Promise<void> {
  await person.openTab('Import + Descriptors');
  await person.press('Run All');
  await person.logSays(/Run All finished: /u, 600_000);
}

/** Run All trained a network: it is among the models. */
export async function expectNetwork(person: Person): Promise<void> {
  await person.openTab('Model');
  await person.seen('table', 'Models');
  expect(await person.has('row', '/network-/')).toBe(true);
}

/** Opens a sound of the data set under Hear, and waits until it can be listened to. */
export async function hear(person: Person, path: string): Promise<void> {
  await person.openTab('Inference');
  await person.pick('Sound to hear', path);
  await person.logSays(new RegExp(`Listening ready: ${path}`, 'u'));
}

/** Starts one of the long jobs, another one each time. */
async function startJob(person: Person, round: number): Promise<void> {
  const jobs = [
    async () => {
      await person.openTab('Bayesian Opt');
      await person.setNumber('Total', 2000);
      await person.press('Run BO for All');
    },
    async () => {
      await person.openTab('Model');
      await person.press('Train Network');
    },
    async () => {
      await person.openTab('Import + Descriptors');
      await person.press('Run All');
    },
  ];
  await jobs[round % jobs.length]?.();
}

/** Gives Import DuckDB a file; answers what is said before anything is changed. */
async function offerDatabase(person: Person, path: string): Promise<string> {
  await person.openTab('Data');
  await person.give('input[accept=".duckdb,.db"]', [path]);
  return person.text('dialog', 'Import DuckDB', 120_000);
}

/** Starts one of the long jobs, and resolves in the middle of it. */
export async function intoJob(person: Person, round: number): Promise<void> {
  await startJob(person, round);
  await new Promise((resolve) => setTimeout(resolve, momentMs(round)));
}

/**
 * Reloads the page in the middle of one long job after the other, `rounds` times; each time it must get ready, with all of its
 * files there.
 */
export async function reloadInJobs(
  person: Person,
  rounds: number,
  expected: { readonly files: number; readonly readyWithinMs: number },
): Promise<void> {
  let slowestMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    await intoJob(person, round);
    const fromMs = performance.now();
    await person.reload();
    await person.ready(expected.readyWithinMs);
    const readyMs = performance.now() - fromMs;
    expect(readyMs, `round ${round}`).toBeLessThan(expected.readyWithinMs);
    slowestMs = Math.max(slowestMs, readyMs);
    expect(await person.audioFiles(), `round ${round}`).toBe(expected.files);
  }
  console.log(`${rounds} reloads, ready after ${Math.round(slowestMs)} ms at most`);
}

/** Merges a database file into the data set; answers what was said before. */
export async function mergeDatabase(person: Person, path: string): Promise<string> {
  const asked = await offerDatabase(person, path);
  await person.press('Merge');
  await person.logSays(new RegExp(`Database import finished: ${basename(path)} merged`, 'u'));
  return asked;
}

/** Merges a database of the same 24 sounds: it changes nothing, and nothing of it differs. */
export async function expectSame(person: Person, path: string): Promise<void> {
  const asked = await mergeDatabase(person, path);
  expect(asked).toContain('leave 24 files as they are');
  expect(asked).not.toContain('that differ');
}

/** Takes the database of the example sounds out and in again: it is whole, and the same as the data set. */
export async function expectOutAndIn(person: Person, exported: () => Promise<Buffer>): Promise<void> {
  const bytes = await exported();
  const [counts] = await queryNative(
    bytes,
    `SELECT (SELECT count(*) FROM audio_files)::INTEGER AS files, (SELECT count(*) FROM descriptors)::INTEGER AS described,
       (SELECT count(*) FROM best_params)::INTEGER AS optimised`,
  );
  expect(counts).toEqual([{ files: 24, described: 24, optimised: 24 }]);
  const own = join(await mkdtemp(join(tmpdir(), 'inertiabands-own-')), 'own.duckdb');
  await writeFile(own, bytes);
  await expectSame(person, own);
}

/** A file of tests/fixtures. */
export function fixture(name: string): string {
  return join(FIXTURES, name);
}

/** WebKit's driver does not answer with texts of several megabytes. */
const PIECE_CHARACTERS = 1 << 19;

/** What the page gives as a download that ends so while `work` runs; for browsers whose driver keeps no downloads. */
export async function givenByPage(person: Person, ending: string, work: () => Promise<void>): Promise<Buffer> {
  await person.run(`() => {
    const { prototype } = HTMLAnchorElement;
    const { click } = prototype;
    const { createObjectURL } = URL;
    const blobs = new Map();
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      blobs.set(url, blob);
      return url;
    };
    window.given = new Promise((resolve) => {
      prototype.click = function () {
        if (!this.download.endsWith(${JSON.stringify(ending)})) return click.call(this);
        prototype.click = click;
        URL.createObjectURL = createObjectURL;
        resolve(blobs.get(this.href));
      };
    });
  }`);
  await work();
  const length = await person.run(`async () => {
    const reader = new FileReader();
    const read = new Promise((resolve) => reader.addEventListener('load', resolve));
    reader.readAsDataURL(await window.given);
    await read;
    window.givenText = reader.result.slice(reader.result.indexOf(',') + 1);
    return window.givenText.length;
  }`);
  let base64 = '';
  while (base64.length < Number(length)) {
    const piece = `(at) => window.givenText.slice(at, at + ${PIECE_CHARACTERS})`;
    base64 += String(await person.run(piece, base64.length));
  }
  return Buffer.from(base64, 'base64');
}
