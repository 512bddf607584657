import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { buildCommit, buildIn, git } from '../../scripts/lib/builds.mjs';
import { freePort, root } from '../../scripts/lib/run.mjs';
import { COMPARED } from './comparedWork.mjs';
import { median, significant } from './report.mjs';
import { grown } from './growthWork.mjs';
import { writeManyWavs } from './soundFiles.mjs';
import { writeTrainedDatabase } from './trainedDatabase.mjs';

const TRIALS_PER_FILE = 10;

/**
 * Builds a commit and today's sources, takes the same measurements of both in turn, so that what else the machine does
 * meets both, and prints the medians side by side.
 *
 * @param {readonly string[]} args - of the command line
 * @returns {Promise<number>} the exit code
 */
export async function compareBuilds(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: 'string' },
      only: { type: 'string' },
      files: { type: 'string', default: '800' },
      rounds: { type: 'string', default: '3' },
      sizes: { type: 'string', default: '1000,10000,100000' },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(COMPARED);
  const sizes = names.includes('growth') ? values.sizes.split(',').map(Number) : [];
  const [files, rounds] = [Number(values.files), Number(values.rounds)];
  const unknown = names.find((name) => name !== 'growth' && !(name in COMPARED));
  if (unknown !== undefined || !(files > 0) || !(rounds > 0)) {
    console.error(
      `Measurements are ${Object.keys(COMPARED).join(', ')}, growth; --files and --rounds are numbers above 0.`,
    );
    return 1;
  }
  const commit = git('rev-parse', '--short', '--verify', `${values.against}^{commit}`);
  const executablePath = await findChromium();
  const folder = mkdtempSync(join(tmpdir(), 'inertiabands-against-'));
  /** @type {import('vite').PreviewServer[]} */
  const servers = [];
  try {
    const dists = [join(folder, 'then'), join(folder, 'now')];
    await buildCommit(commit, dists[0]);
    await buildIn(root, dists[1]);
    for (const dist of dists) servers.push(await serve(dist, servers.length));
    const [then, now] = [new Map(), new Map()];
    for (const rows of sizes) {
      const database = join(folder, `${rows}.duckdb`);
      await writeTrainedDatabase(database, rows, TRIALS_PER_FILE);
      for (let round = 1; round <= rounds; round++) {
        for (const [index, figures] of [then, now].entries()) {
          const url = servers[index].resolvedUrls.local[0];
          console.log(`${round}/${rounds} ${index === 0 ? commit : 'today'}, ${rows} files`);
          const found = await grown({ url, executablePath, database, rows, say: (line) => console.log(line) });
          for (const [what, value] of Object.entries(found)) {
            const name = `${what} (${rows})`;
            figures.set(name, [...(figures.get(name) ?? []), value]);
          }
        }
      }
    }
    if (sizes.length > 0) console.log(`\n${growth(commit, then, now, sizes)}\n`);
    const compared = names.filter((name) => name !== 'growth');
    if (compared.length === 0) return 0;
    const paths = await writeManyWavs(join(folder, 'sounds'), files);
    for (let round = 1; round <= rounds; round++) {
      for (const name of compared) {
        for (const [index, figures] of [then, now].entries()) {
          const url = servers[index].resolvedUrls.local[0];
          const found = await COMPARED[name]({ url, executablePath, paths });
          for (const [what, value] of Object.entries(found)) figures.set(what, [...(figures.get(what) ?? []), value]);
          console.log(`${round}/${rounds} ${index === 0 ? commit : 'today'} ${name}: ${JSON.stringify(found)}`);
        }
      }
    }
    console.log(`\n${files} files of 5 s, medians of ${rounds}\n\n${comparison(commit, then, now)}`);
    return 0;
  } finally {
    for (const server of servers) {
      if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections();
      await server.close();
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function serve(outDir, index) {
  const port = await freePort(4273 + 10 * index);
  return preview({
    root,
    logLevel: 'silent',
    build: { outDir },
    preview: { host: 'localhost', port, strictPort: true },
  });
}

/**
 * What grows, and how: the medians of both at every size, and the exponent between the smallest and the largest (1 in proportion).
 *
 * @param {string} commit @param {Map<string, number[]>} then @param {Map<string, number[]>} now @param {readonly number[]} sizes
 */
function growth(commit, then, now, sizes) {
  const names = [...new Set([...then.keys(), ...now.keys()].map((name) => name.replace(/ \(\d+\)$/u, '')))];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const of = (figures, name, rows) => median(figures.get(`${name} (${rows})`) ?? []);
  const exponent = (figures, name) => {
    const value = Math.log(of(figures, name, most) / of(figures, name, least)) / Math.log(most / least);
    return Number.isFinite(value) ? value.toFixed(2) : '';
  };
  const shown = (value) => (Number.isFinite(value) ? significant(value) : '–');
  const rowOf = (name) => {
    const values = sizes.flatMap((size) => [shown(of(then, name, size)), shown(of(now, name, size))]);
    return [name, ...values, exponent(then, name), exponent(now, name)];
  };
  const head = [
    'measurement',
    ...sizes.flatMap((size) => [`${commit}, ${size}`, `today, ${size}`]),
    'grows, then',
    'grows, now',
  ];
  return aligned([head, ...names.map(rowOf)]);
}

/** @param {string} commit @param {Map<string, number[]>} then @param {Map<string, number[]>} now */
function comparison(commit, then, now) {
  const rows = [...then].map(([what, values]) => {
    const [before, after] = [median(values), median(now.get(what) ?? [])];
    return [what, significant(before), significant(after), `${significant(after / before)} ×`];
  });
  return aligned([['measurement', commit, 'today', 'today / then'], ...rows]);
}

/** A Markdown table of cells, the head first. */
function aligned(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const text = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [
    text(cells[0]),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.slice(1).map(text),
  ].join('\n');
}
