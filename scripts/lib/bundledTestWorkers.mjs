import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ENGINE, GLUE, leanEnginePath } from './leanEngine.mjs';
import { root } from './run.mjs';

const GLUE_PATH = `/node_modules/${GLUE}`;
/** Each run has browsers of its own. */
const HEADERS = { 'Content-Type': 'text/javascript', 'Cache-Control': 'max-age=86400' };
const WORKER_PATH = /^\/tests\/browser\/\w+\.worker\.ts$/u;

/**
 * Gives the workers of the browser tests as one script each, and DuckDB's own script as it is, both once to each browser. They
 * start hundreds of times: as modules of the server every start would ask it for a hundred files, and what it serves as a
 * module is asked for anew each time, DuckDB's with a map behind it that is four times as long.
 *
 * @returns {import('vite').Plugin}
 */
export function bundledTestWorkers() {
  /** @type {Map<string, Promise<string>>} */
  const scripts = new Map();
  return {
    name: 'inertiabands:bundled-test-workers',
    configureServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
        // As a module that is asked for with `url` it is the script's address.
        const isGlue = pathname === GLUE_PATH && !searchParams.has('url');
        if (!isGlue && !WORKER_PATH.test(pathname)) return next();
        const path = join(root, pathname);
        const script = scripts.get(path) ?? (isGlue ? readFile(path, 'utf8') : bundled(path));
        scripts.set(path, script);
        return void script.then((text) => response.writeHead(200, HEADERS).end(text), next);
      });
    },
  };
}

/** @param {string} path @returns {Promise<string>} */
async function bundled(path) {
  const bundle = await rolldown({
    input: path,
    platform: 'browser',
    plugins: [
      {
        name: 'inertiabands:addresses',
        resolveId: { filter: { id: /\?url$/u }, handler: (source) => `\0${source}` },
        load: {
          filter: { id: /\?url$/u },
          handler: (id) => `export default ${JSON.stringify(address(id.slice(1, -4)))}`,
        },
      },
    ],
  });
  const { output } = await bundle.generate({ codeSplitting: false });
  return output[0].code;
}

/** Where the server has a file of a package. @param {string} file @returns {string} */
function address(file) {
  return file === ENGINE ? leanEnginePath().slice(root.length) : `/node_modules/${file}`;
}
