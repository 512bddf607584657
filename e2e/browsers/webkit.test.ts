import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf } from '../support/presetReader.ts';
import {
  expectNetwork,
  expectOutAndIn,
  expectSame,
  fixture,
  givenByPage,
  hear,
  loadExamples,
  mergeDatabase,
  runAll,
} from './support/chores.ts';
import { chromiumDatabase } from './support/chromiumDatabase.ts';
import { expectEveryFormat } from './support/descriptors.ts';
import { visit, type Visit } from './support/visit.ts';
import { startWebKit } from './support/webkit.ts';

const driverPath = process.env['WEBKIT_DRIVER_PATH'] ?? '';
/** Beside the port of the page. */
const port = Number(process.env['E2E_PORT'] ?? 4183) + 100;
const browserPath = process.env['WEBKIT_PATH'] ?? '';

/** One person's way through one browser, as far as WebKitGTK goes: it has no synchronous file handles. */
describe.skipIf(driverPath === '' || browserPath === '')('WebKit', () => {
  let visited: Visit;
  beforeAll(async () => {
    const display = process.env['DISPLAY'] ?? ':0';
    visited = await visit(async () => startWebKit({ driverPath, browserPath, display, port }));
  });
  afterAll(async () => visited.end());

  const exported = async () => {
    const { person } = visited;
    await person.openTab('Data');
    return givenByPage(person, 'training.duckdb', async () => person.press('Export DuckDB'));
  };

  it('says that the data set is kept as a whole', async () => {
    expect(await visited.person.log()).toContain('kept as a whole');
  });

  it('the example sounds are described', async () => {
    await loadExamples(visited.person);
    expect(await visited.person.audioFiles()).toBe(24);
  });

  it('Run All: labels, the network and the plugin model', async () => {
    const { person } = visited;
    await runAll(person);
    await expectNetwork(person);
  });

  it('the database goes out whole, and is the same as the data set when it comes in again', async () => {
    await expectOutAndIn(visited.person, exported);
  });

  it('[S14] the data set is there after a reload, with the page that is kept for use without a network', async () => {
    await visited.person.offlineCopyKept();
    await visited.person.reload();
    await visited.person.ready();
    expect(await visited.person.audioFiles()).toBe(24);
  });

  it("a desktop's database is merged", async () => {
    expect(await mergeDatabase(visited.person, fixture('desktop.duckdb'))).toContain('add 3 new files');
    expect(await visited.person.audioFiles()).toBe(27);
  });

  it("Chromium's database of the same sounds changes nothing", async () => {
    await expectSame(visited.person, await chromiumDatabase(visited.url));
  });

  it('Hear: a sound is split, and its preset goes out', async () => {
    const { person } = visited;
    await hear(person, 'examples/percussive-01-kick-and-snare.wav');
    const preset = await givenByPage(person, '.vstpreset', async () => person.press('Export .vstpreset'));
    expect(parametersOf(preset).size).toBe(67);
  });

  it('every format goes in, with the descriptors of what ffmpeg decodes, or a note', async () => {
    await expectEveryFormat(visited.person, exported);
  });

  it('a second tab waits, and takes the data set over when it is asked to', async () => {
    const other = await visited.openTab();
    await other.press('Use here', 'button', 120_000);
    await other.ready();
    await visited.person.seen('heading', 'Another tab has the data set open');
  });
});
