import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModelFile } from '../../src/formats/modelFile.ts';
import { decodePluginHeader } from '../../src/formats/pluginHeader.ts';
import { parametersOf } from '../support/presetReader.ts';
import { expectEveryFormat } from './support/descriptors.ts';
import {
  expectNetwork,
  fixture,
  FORMATS,
  hear,
  loadExamples,
  mergeDatabase,
  reloadInJobs,
  runAll,
  expectOutAndIn,
  expectSame,
} from './support/chores.ts';
import { chromiumDatabase } from './support/chromiumDatabase.ts';
import { startFirefox } from './support/firefox.ts';
import { visit, type Visit } from './support/visit.ts';

const executablePath = process.env['FIREFOX_PATH'] ?? '';

/** `firefoxRounds.test.ts` has many. */
const RELOADS = 3;
/** On a machine that may be busy. */
const READY_WITHIN_MS = 45_000;

/** One person's way through one browser: each test goes on where the one before ended. */
describe.skipIf(executablePath === '')('Firefox', () => {
  let visited: Visit;
  beforeAll(async () => {
    visited = await visit(async (folders) => startFirefox({ executablePath, ...folders }));
  });
  afterAll(async () => visited.end());

  const exported = async () => {
    await visited.person.openTab('Data');
    return visited.download('training.duckdb', async () => visited.person.press('Export DuckDB'));
  };

  it('the main job: example sounds, descriptors, Run All, models', async () => {
    const { person } = visited;
    await loadExamples(person);
    await runAll(person);
    await expectNetwork(person);
  });

  it('the database goes out whole, and is the same as the data set when it comes in again', async () => {
    await expectOutAndIn(visited.person, exported);
  });

  it('models go out: one as its file, the plugin model as the header that the plugin is built with', async () => {
    const { person } = visited;
    await person.openTab('Data');
    const header = await visited.download('.h', async () => person.press('Export AutoHyperModelData.h'));
    expect(decodePluginHeader(header.toString(), 'AutoHyperModelData.h').coefficients).toHaveLength(5);
    await person.openTab('Model');
    const model = await visited.download('.json', async () => person.press('Export'));
    expect(decodeModelFile(model.toString(), 'model.json').modelId).toMatch(/^(network|plugin)-/u);
  });

  it("Chromium's database of the same sounds changes nothing", async () => {
    await expectSame(visited.person, await chromiumDatabase(visited.url));
  });

  it('Hear: a sound is split, and its preset and what is heard go out', async () => {
    const { person } = visited;
    await hear(person, 'examples/percussive-01-kick-and-snare.wav');
    const preset = await visited.download('.vstpreset', async () => person.press('Export .vstpreset'));
    expect(parametersOf(preset).size).toBe(67);
    const wav = await visited.download('.wav', async () => person.press('Render WAV'));
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    const samples = new Int32Array(
      wav.buffer.slice(wav.byteOffset + 60, wav.byteOffset + wav.length - (wav.length % 4)),
    );
    expect(new Set(samples).size).toBeGreaterThan(1000);
  });

  it("a desktop's database is merged", async () => {
    const { person } = visited;
    const asked = await mergeDatabase(person, fixture('desktop.duckdb'));
    expect(asked).toContain('add 3 new files');
    expect(await person.audioFiles()).toBe(27);
  });

  it('every format goes in, with the descriptors of what ffmpeg decodes, or a note', async () => {
    await expectEveryFormat(visited.person, exported);
  });

  it('a reload in the middle of every job gets ready again, with everything there', async () => {
    await reloadInJobs(visited.person, RELOADS, { files: 27 + FORMATS.length, readyWithinMs: READY_WITHIN_MS });
  });

  it('a second tab waits, and takes the data set over when it is asked to', async () => {
    const { person } = visited;
    const other = await visited.openTab();
    await other.press('Use here');
    await other.ready();
    expect(await other.audioFiles()).toBe(27 + FORMATS.length);
    await person.seen('heading', 'Another tab has the data set open');
    await other.close();
    await person.ready();
    expect(await person.audioFiles()).toBe(27 + FORMATS.length);
  });

  it('what was acknowledged is there after all its processes were killed', async () => {
    await visited.reopen('kill');
    expect(await visited.person.audioFiles()).toBe(27 + FORMATS.length);
  });

  it('opens without its host after the browser was closed', async () => {
    await visited.person.offlineCopyKept();
    await visited.stopHost();
    await visited.reopen('close');
    expect(await visited.person.audioFiles()).toBe(27 + FORMATS.length);
  });
});
