// Size budgets. The first concerns what a visitor waits for: the page, and every script that it imports statically,
// however the bundler cuts them into files. Each limit lies about one percent above what there is, no less: a change of a
// few bytes is no reason to fail.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const assets = 'dist/assets';

/** The script of the page and all that it imports statically. */
function scriptsOfPage() {
  if (!existsSync('dist/index.html')) return [];
  const page = readFileSync('dist/index.html', 'utf8');
  const open = [...page.matchAll(/assets\/([^"]+\.js)/g)].map(([, name]) => name);
  const found = new Set();
  for (const name of open) {
    if (found.has(name)) continue;
    found.add(name);
    const source = readFileSync(join(assets, name), 'utf8');
    for (const [, imported] of source.matchAll(/\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) open.push(imported);
  }
  return [...found].map((name) => `${assets}/${name}`);
}

export default [
  {
    name: 'what the page waits for',
    path: ['dist/index.html', 'dist/splash.css', `${assets}/index-*.css`, ...scriptsOfPage()],
    limit: '136 kB',
    gzip: true,
  },
  // 60 kB of them are mpg123, which is read where a browser's decoder of MP3 is not exact.
  { name: 'all scripts and styles', path: 'dist/**/*.{js,css}', limit: '1600 kB', gzip: true },
  // More than a third of it are the hashes of the files, which nothing compresses: 50 bytes for each part that is loaded late.
  { name: 'service worker', path: 'dist/serviceWorker.js', limit: '16.1 kB', gzip: true },
  { name: 'typeface', path: `${assets}/*.woff2`, limit: '36 kB', gzip: false, brotli: false },
  { name: 'database engine', path: `${assets}/duckdb-eh-*.wasm`, limit: '7 MB', gzip: true },
];
