import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { buildCommit, buildIn, git } from '../../scripts/lib/builds.mjs';
import { freePort, root } from '../../scripts/lib/run.mjs';
import { COMPARED } from './comparedWork.mjs';
import { markdown, median, significant } from './report.mjs';
import { goalOf, grown, grownFiles } from './growthWork.mjs';
import { writeManyWavs } from './soundFiles.mjs';

/** @typedef {{ name: string, url: string, figures: Map<string, number[]> }} Build - its figures by their names, one a round */

/**
 * Builds a commit and today's sources, takes the same measurements of both in turn, so that what else the machine does
 * meets both, and prints the medians side by side. How things grow is measured of today's sources alone where no commit is named.
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
  if (values.against === undefined && names.join() !== 'growth') {
    console.error('Only growth is measured without --against=COMMIT.');
    return 1;
  }
  const commit = values.against && git('rev-parse', '--short', '--verify', `${values.against}^{commit}`);
  const executablePath = await findChromium();
  const folder = mkdtempSync(join(tmpdir(), 'inertiabands-against-'));
  /** @type {import('vite').PreviewServer[]} */
  const servers = [];
  try {
    const dists = [join(folder, 'then'), join(folder, 'now')];
    if (commit !== undefined) await buildCommit(commit, dists[0]);
    await buildIn(root, dists[1]);
    /** @type {Build[]} */
    const builds = [];
    for (const [index, dist] of dists.entries()) {
      if (index === 0 && commit === undefined) continue;
      const server = await serve(dist, index);
      servers.push(server);
      builds.push({
        name: index === 0 ? String(commit) : 'today',
        url: server.resolvedUrls?.local[0] ?? '',
        figures: new Map(),
      });
    }
    for (const rows of sizes) {
      const where = { executablePath, rows, ...(await grownFiles(join(folder, String(rows)), rows)) };
      for (let round = 1; round <= rounds; round++) {
        for (const { name, url, figures } of builds) {
          console.log(`${round}/${rounds} ${name}, ${rows} files`);
          const found = await grown({ ...where, url, say: (line) => console.log(line) });
          for (const [what, value] of Object.entries(found)) {
            const figure = `${what} (${rows})`;
            figures.set(figure, [...(figures.get(figure) ?? []), value]);
          }
        }
      }
    }
    if (sizes.length > 0) console.log(`\n${growth(builds, sizes)}\n`);
    const compared = names.filter((name) => name !== 'growth');
    if (compared.length === 0) return 0;
    const paths = await writeManyWavs(join(folder, 'sounds'), files);
    for (let round = 1; round <= rounds; round++) {
      for (const measurement of compared) {
        for (const { name, url, figures } of builds) {
          const found = await COMPARED[measurement]({ url, executablePath, paths });
          for (const [what, value] of Object.entries(found)) figures.set(what, [...(figures.get(what) ?? []), value]);
          console.log(`${round}/${rounds} ${name} ${measurement}: ${JSON.stringify(found)}`);
        }
      }
    }
    console.log(`\n${files} files of 5 s, medians of ${rounds}\n\n${comparison(builds)}`);
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
 * What grows, and how: the medians of each build at every size, what is to be reached at 100,000 files, and the exponent between
 * the smallest and the largest size (1 in proportion).
 *
 * @param {readonly Build[]} builds @param {readonly number[]} sizes
 */
function growth(builds, sizes) {
  const names = [
    ...new Set(builds.flatMap(({ figures }) => [...figures.keys()]).map((name) => name.replace(/ \(\d+\)$/u, ''))),
  ];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const of = ({ figures }, name, rows) => median(figures.get(`${name} (${rows})`) ?? []);
  const exponent = (build, name) => {
    const value = Math.log(of(build, name, most) / of(build, name, least)) / Math.log(most / least);
    return Number.isFinite(value) ? value.toFixed(2) : '';
  };
  const goal = (/** @type {import('./growthWork.mjs').Goal} */ { atMost, atLeast }) =>
    atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : '';
  const columns = sizes.flatMap((size) => builds.map((build) => ({ build, size })));
  const growing = least === most ? [] : builds;
  const rowOf = (name) => {
    const values = columns.map(({ build, size }) => significant(of(build, name, size)));
    return [name, ...values, goal(goalOf(name)), ...growing.map((build) => exponent(build, name))];
  };
  return markdown([
    [
      'what',
      ...columns.map(({ build, size }) => `${build.name}, ${size}`),
      'goal at 100,000',
      ...growing.map(({ name }) => `grows, ${name}`),
    ],
    ...names.map(rowOf),
  ]);
}

/** @param {readonly Build[]} builds */
function comparison(builds) {
  const [then, now] = builds;
  const rows = [...then.figures].map(([what, values]) => {
    const [before, after] = [median(values), median(now.figures.get(what) ?? [])];
    return [what, significant(before), significant(after), `${significant(after / before)} ×`];
  });
  return markdown([['measurement', then.name, 'today', 'today / then'], ...rows]);
}
