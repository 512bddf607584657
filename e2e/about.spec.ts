import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../scripts/lib/licenses.mjs';
import { expect, test } from './support/app.ts';

test('About lists every package of the build with its licence, offline too', async ({ app }) => {
  await app.offlineReady();
  await app.context.setOffline(true);
  await app.page.getByRole('button', { name: 'About', exact: true }).click();
  const list = app.page.getByRole('dialog').getByRole('list', { name: 'Licences' });
  const names = [...(await packagesInSourceMaps()), '@duckdb/duckdb-wasm', 'workbox-precaching', 'assemblyscript'];
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    await expect(list.getByRole('listitem').filter({ hasText: new RegExp(`^\\s*${name} \\d`, 'u') }), name).toHaveText(
      /MIT|BSD|Apache-2\.0|MPL-2\.0|ISC/u,
    );
  }
  await list.getByText(/^mediabunny \d/u).click();
  await expect(list).toContainText('Mozilla Public License Version 2.0');
  await app.page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
});

/** The packages that the maps of all scripts of the build name as their sources. */
async function packagesInSourceMaps(): Promise<Set<string>> {
  const files = await readdir('dist', { recursive: true });
  const names = new Set<string>();
  for (const file of files.filter((path) => path.endsWith('.js.map'))) {
    const { sources } = JSON.parse(await readFile(join('dist', file), 'utf8')) as { sources: readonly string[] };
    for (const source of sources) {
      const name = packageFolder(source)?.split('node_modules/').at(-1);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}
