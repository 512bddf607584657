import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** What is measured of the numeric core, and of the audio thread. */
export const PURE_WORK = fileURLToPath(new URL('pureWork.ts', import.meta.url));
const WORKLET_WORK = fileURLToPath(new URL('workletWork.ts', import.meta.url));
const WORKLET = fileURLToPath(new URL('../../src/workers/worklet/clusters.worklet.ts', import.meta.url));

/**
 * Bundled and minified as for the product.
 *
 * @param {string} entry - one of the above
 * @returns {Promise<string>} a script that defines `bench` with what the entry exports
 */
export async function bundleWork(entry) {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: {
        entry,
        formats: ['iife'],
        name: 'bench',
        fileName: 'work',
      },
    },
  });
  const [{ output }] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([bundle].flat());
  return output[0].code;
}

/**
 * Measures in this Node.
 *
 * @param {string} code - of {@link bundleWork}
 * @param {number} samples
 */
export async function measureInNode(code, samples) {
  const module = `${code}\nexport const { measurePureWork } = bench;`;
  const { measurePureWork } = await import(`data:text/javascript;base64,${Buffer.from(module).toString('base64')}`);
  return measurePureWork(samples);
}

/**
 * Measures in a worker of the browser.
 *
 * @param {import('playwright').Page} page - an empty one, without a content policy
 * @param {string} code - of {@link bundleWork}
 * @param {number} samples
 */
export async function measureInBrowser(page, code, samples) {
  return page.evaluate(
    async ({ source, count }) => {
      const answer = `${source}\nonmessage = ({ data }) => postMessage(bench.measurePureWork(data));`;
      const worker = new Worker(URL.createObjectURL(new Blob([answer], { type: 'text/javascript' })));
      return new Promise((resolve, reject) => {
        worker.addEventListener('message', ({ data }) => resolve(data));
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.postMessage(count);
      });
    },
    { source: code, count: samples },
  );
}

/**
 * Measures the app's worklet in the audio thread of the browser.
 *
 * @param {import('playwright').Page} page
 * @param {number} samples
 * @returns {Promise<Record<string, number[]>>} shares of one core
 */
export async function measureWorkletInBrowser(page, samples) {
  // Audio worklets need a secure page, which localhost is; this one has no content policy.
  await page.route('http://localhost/', async (route) => route.fulfill({ contentType: 'text/html', body: '<p>' }));
  await page.goto('http://localhost/');
  await page.addScriptTag({ content: await bundleWork(WORKLET_WORK) });
  return page.evaluate(
    async ({ code, count }) =>
      bench.measureWorklet(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), count),
    { code: await bundleWork(WORKLET), count: samples },
  );
}
