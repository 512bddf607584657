import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * The code of `pureWork.ts`, bundled and minified as for the product.
 *
 * @returns {Promise<string>} a script that defines `bench` with `measurePureWork` in it
 */
export async function bundlePureWork() {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: {
        entry: fileURLToPath(new URL('pureWork.ts', import.meta.url)),
        formats: ['iife'],
        name: 'bench',
        fileName: 'pureWork',
      },
    },
  });
  const [{ output }] = [bundle].flat();
  return output[0].code;
}

/**
 * Measures in this Node.
 *
 * @param {string} code - of {@link bundlePureWork}
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
 * @param {string} code - of {@link bundlePureWork}
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
