import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { leanEngine } from './scripts/lib/leanEngine.mjs';
import { leanTensors } from './scripts/lib/leanTensors.mjs';
import { licensesPlugins } from './scripts/lib/licenses.mjs';
import { shippedHashes } from './scripts/lib/shippedHashes.mjs';
import { startGuard } from './scripts/lib/startGuard.mjs';
import { contentSecurityPolicy, parseConnectSources } from './src/serviceWorker/policy.ts';

/** Origins besides our own that the built app may fetch from, separated by spaces. */
const connectSources = parseConnectSources(process.env['IB_CONNECT_SRC']);

/** What the build ships of others, noted in the page and in its workers. */
const licenses = licensesPlugins(import.meta.dirname);

/** The one inline script of the page. */
const guard = await startGuard();

/** Files that the installed app opens as sounds. */
const AUDIO_TYPES = {
  'audio/wav': ['.wav', '.wave', '.bwf', '.w64'],
  'audio/flac': ['.flac'],
  'audio/aiff': ['.aif', '.aiff', '.aifc'],
  'audio/x-caf': ['.caf'],
  'audio/ogg': ['.ogg', '.oga', '.opus'],
  'audio/webm': ['.webm'],
  'audio/mpeg': ['.mp3'],
  'audio/aac': ['.aac'],
  'audio/mp4': ['.m4a', '.m4b', '.mp4', '.mov'],
};

/** How long plugins take is no news to who builds the app. */
const QUIET = { checks: { pluginTimings: false } };

const megabytes = 1024 * 1024;

export default defineConfig({
  base: './',
  define: {
    __APP_VERSION__: JSON.stringify(appVersion()),
    __CONNECT_SOURCES__: JSON.stringify(connectSources),
    __INLINE_SCRIPT__: JSON.stringify(guard.source),
  },
  build: {
    target: ['chrome120', 'firefox128', 'safari17.4'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    sourcemap: true,
    rolldownOptions: QUIET,
  },
  worker: { format: 'es', rolldownOptions: QUIET, plugins: () => [leanEngine(), leanTensors(), licenses.worker()] },
  optimizeDeps: { exclude: ['@duckdb/duckdb-wasm'] },
  preview: { port: 4173 },
  plugins: [
    leanEngine(),
    policyMetaTag(),
    guard.plugin,
    licenses.page,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/serviceWorker',
      filename: 'serviceWorker.ts',
      registerType: 'prompt',
      injectRegister: false,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png,wasm,webmanifest,woff2}', 'licenses.json'],
        // Every browser that runs the app takes the "eh" build; the "mvp" fallback is fetched by those that do not.
        globIgnores: ['**/duckdb-mvp*', '**/duckdb-browser-mvp*'],
        maximumFileSizeToCacheInBytes: 64 * megabytes,
      },
      integration: {
        beforeBuildServiceWorker({ injectManifest, outDir }) {
          injectManifest.manifestTransforms = [shippedHashes(outDir)];
          // The plugin's own entry of the web app manifest, which is among the files above.
          injectManifest.additionalManifestEntries = [];
        },
      },
      manifest: {
        id: 'inertiabands-trainer',
        name: 'InertiaBands Trainer',
        short_name: 'InertiaBands',
        description: 'Learns InertiaBands presets from your audio files, entirely in the browser.',
        lang: 'en',
        start_url: './',
        scope: './',
        display: 'standalone',
        background_color: '#16302a',
        theme_color: '#16302a',
        categories: ['music', 'utilities'],
        file_handlers: [
          { action: './', accept: AUDIO_TYPES },
          {
            action: './',
            accept: {
              'application/vnd.apache.parquet': ['.parquet'],
              'application/vnd.duckdb.file': ['.duckdb'],
              'application/json': ['.json'],
            },
          },
        ],
        launch_handler: { client_mode: ['focus-existing', 'auto'] },
        icons: [
          { src: './icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: './icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: './icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: './icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
});

/** The version of the package with the commit that is built, where the sources know it. */
function appVersion(): string {
  const { version } = JSON.parse(readFileSync(`${import.meta.dirname}/package.json`, 'utf8')) as { version: string };
  try {
    const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `${version} (${commit.trim()})`;
  } catch {
    return version;
  }
}

/** Puts the policy into the built page, where it covers the first visit; the service worker covers the later ones. */
function policyMetaTag(): Plugin {
  return {
    name: 'inertiabands:policy-meta-tag',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: {
          'http-equiv': 'Content-Security-Policy',
          content: contentSecurityPolicy('meta', connectSources, guard.source),
        },
        injectTo: 'head-prepend',
      },
    ],
  };
}
