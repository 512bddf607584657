// What the built app ships of other people's work, with its licences: read from the installed packages.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const LICENSES_FILE_NAME = 'licenses.json';

/** Shipped though no module of the page comes from them: the service worker's parts, and what build tools put in. */
const OTHER_SHIPPED = [
  'assemblyscript',
  'vite',
  'vite-plugin-pwa',
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];

/** Packages that carry no licence file and say so in their documentation only: who holds the rights. */
const HOLDERS = /** @type {Record<string, string>} */ ({ '@duckdb/duckdb-wasm': 'DuckDB Labs and Stichting DuckDB' });

/** Shipped data of others that is no package: the model that is built into the plugin, `src/ml/plugin/shippedModel.json`. */
const PLUGIN_MODEL = {
  name: 'InertiaBandsX: the model built into it',
  version: '0.0.3',
  license: 'MIT',
  holder: 'Copyright (c) 2026 Konnor Lo',
  address: null,
};

/** Shipped within a package of another licence, whose file stays as it was published: `mpg123-decoder`. */
const MPG123 = {
  name: 'mpg123, compiled within mpg123-decoder',
  version: '1.0.3 of that package',
  license: 'LGPL-2.1-or-later',
  holder: 'Copyright (c) 1995-2025 Michael Hipp and others, the mpg123 project',
  address: 'https://mpg123.org',
};

/** What a build tool says of the packages inside itself, none of which is shipped. */
const BUNDLED = /^# Licenses of bundled dependencies[^]*/m;

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * @typedef {{
 *   name: string, version: string, license: string, holder: string | null, address: string | null, text: string | null,
 * }} ShippedPackage
 */

/**
 * What is known of installed packages, by name.
 *
 * @param {Iterable<string>} paths - folders of packages
 * @returns {ShippedPackage[]}
 * @throws Error where a package is missing or names no licence
 */
function describePackages(paths) {
  const described = [...new Set(paths)].map((path) => {
    const { name, version, license, author, homepage, repository } = readPackage(path);
    if (typeof license !== 'string') throw new Error(`${name} names no licence in its package.json.`);
    const holder = HOLDERS[name] ?? (typeof author === 'string' ? author : author?.name) ?? null;
    const source = typeof repository === 'string' ? repository : repository?.url;
    const address = homepage ?? source?.replace(/^git\+/, '').replace(/\.git$/, '') ?? null;
    return { name, version, license, holder, address, text: licenseText(path) };
  });
  const mit = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8');
  const model = { ...PLUGIN_MODEL, text: mit.replace(/^Copyright .*$/m, PLUGIN_MODEL.holder) };
  const mpg123 = { ...MPG123, text: readFileSync(new URL('LGPL-2.1.txt', import.meta.url), 'utf8') };
  return [...described, model, mpg123].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The folder of the package that a file belongs to; null for a file of our own.
 *
 * @param {string} file - a module's id or an asset's path, with slashes of either kind
 */
export function packageFolder(file) {
  return /^(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\@.][^/\\]*)[/\\]/.exec(file.replace(/^\0/, ''))?.[1] ?? null;
}

/**
 * Notes what the bundler takes in, in the page and in its workers, and writes the list into the build as
 * `licenses.json`; while developing it serves the list of the direct dependencies.
 *
 * @param {string} rootPath - folder of the app's package.json
 * @returns {{ page: import('vite').Plugin, worker: () => import('vite').Plugin }}
 */
export function licensesPlugins(rootPath) {
  /** @type {(name: string) => string} */
  const installed = (name) => join(rootPath, 'node_modules', name);
  const paths = new Set(OTHER_SHIPPED.map(installed));
  /** @param {Iterable<string>} files */
  const note = (files) => {
    for (const file of files) {
      const folder = packageFolder(isAbsolute(file.replace(/^\0/, '')) ? file : join(rootPath, file));
      if (folder !== null && existsSync(join(folder, 'package.json'))) paths.add(realpathSync(folder));
    }
  };
  /** @param {import('vite').Rolldown.OutputBundle} bundle */
  const noteBundle = (bundle) => {
    for (const output of Object.values(bundle)) {
      note(output.type === 'chunk' ? output.moduleIds : output.originalFileNames);
    }
  };
  return {
    page: {
      name: 'inertiabands:licenses',
      generateBundle(_, bundle) {
        noteBundle(bundle);
        const source = JSON.stringify(describePackages([...paths].map((path) => realpathSync(path))));
        this.emitFile({ type: 'asset', fileName: LICENSES_FILE_NAME, source });
      },
      configureServer(server) {
        server.middlewares.use(`/${LICENSES_FILE_NAME}`, (_, response) => {
          const { dependencies } = readPackage(rootPath);
          response.setHeader('Content-Type', 'application/json');
          response.end(JSON.stringify(describePackages(Object.keys(dependencies).map(installed))));
        });
      },
    },
    worker: () => ({
      name: 'inertiabands:licenses-of-workers',
      generateBundle: (_, bundle) => noteBundle(bundle),
    }),
  };
}

/** @param {string} path */
function readPackage(path) {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}

/**
 * The package's own licence files, one after another; null where it has none.
 *
 * @param {string} path
 */
function licenseText(path) {
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENSE_FILE.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
  return names.length === 0
    ? null
    : names.map((name) => readFileSync(join(path, name), 'utf8').replace(BUNDLED, '').trim()).join('\n\n');
}
