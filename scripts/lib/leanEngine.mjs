import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './run.mjs';
import { trimExports } from './trimExports.mjs';

export const ENGINE = '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm';
export const GLUE = '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js';

/**
 * Lets `?url` imports of DuckDB's engine mean the same engine with the exports that its own script can name. The published
 * one exports all of its 75,000 symbols for extensions that are linked while it runs, of which we allow none; wrapping each
 * of them takes most of an instance's start, and their names are 7 MB of the file.
 *
 * @returns {import('vite').Plugin}
 */
export function leanEngine() {
  return {
    name: 'inertiabands:lean-engine',
    enforce: 'pre',
    resolveId: (source) => (source === `${ENGINE}?url` ? `${(path ??= leanEnginePath())}?url` : null),
  };
}

/** Known once a build, a server or a worker of theirs has asked. @type {string | undefined} */
let path;

/** Makes the lean engine where it is missing. @returns {string} its path */
export function leanEnginePath() {
  const require = createRequire(import.meta.url);
  const [engine, glue] = [ENGINE, GLUE].map((name) => readFileSync(require.resolve(name)));
  const hash = createHash('sha256').update(engine).update(glue);
  for (const source of [import.meta.url, new URL('./trimExports.mjs', import.meta.url)]) {
    hash.update(readFileSync(new URL(source)));
  }
  const folder = join(root, 'node_modules/.cache/duckdb', hash.digest('hex').slice(0, 16));
  const made = join(folder, 'duckdb-eh.wasm');
  if (!existsSync(made)) {
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, randomUUID());
    writeFileSync(draft, trimExports(engine, namedIn(glue.toString())));
    renameSync(draft, made);
  }
  return made;
}

/**
 * Whether the script can name a symbol of the engine: as it is, or behind the underscore that Emscripten puts before C
 * names. Those of DuckDB's own interface and of calls by signature it may put together.
 *
 * @param {string} glue
 * @returns {(name: string) => boolean}
 */
export function namedIn(glue) {
  const words = new Set(glue.match(/[A-Za-z_$][\w$]*/gu));
  return (name) => {
    const symbol = name.replace(/^orig\$/u, '');
    return words.has(symbol) || words.has(`_${symbol}`) || /^(?:duckdb_web|dynCall)_/u.test(symbol);
  };
}
