import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { minify, transformWithOxc } from 'vite';

const SOURCE = fileURLToPath(new URL('../../src/startGuard/startGuard.ts', import.meta.url));

/** Where the page has it: before anything that has to be fetched. */
const PLACE = '<!-- start guard -->';

/**
 * The page's one inline script, which watches the start: its text, what a policy calls it, and the plugin that puts it in.
 *
 * @returns {Promise<{ source: string, plugin: import('vite').Plugin }>}
 */
export async function startGuard() {
  const { code: script } = await transformWithOxc(await readFile(SOURCE, 'utf8'), SOURCE, {});
  const { code } = await minify(SOURCE, script, { compress: true, mangle: { toplevel: true } });
  const text = code.trim();
  return {
    source: `sha256-${createHash('sha256').update(text).digest('base64')}`,
    plugin: {
      name: 'inertiabands:start-guard',
      transformIndexHtml: {
        order: 'post',
        handler: (html) => html.replace(PLACE, () => `<script>${text}</script>`),
      },
    },
  };
}
