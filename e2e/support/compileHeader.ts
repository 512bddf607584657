import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app.ts';

/** The downloaded header compiles as the plugin includes it; without a compiler outside CI the report says so. */
export async function expectCompiles(header: string): Promise<void> {
  const compiler = spawnSync('g++', ['--version']).status === 0;
  if (!compiler && process.env['CI'] === undefined) {
    test.info().annotations.push({ type: 'not tested', description: 'no C++ compiler' });
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-header-'));
  await writeFile(join(folder, 'AutoHyperModelData.h'), header);
  await writeFile(
    join(folder, 'main.cpp'),
    '#include "AutoHyperModelData.h"\nstatic_assert(inertia::kAutoHyperCoefficients[4].size() == 454);\n',
  );
  const { status, stderr } = spawnSync(
    'g++',
    ['-std=c++17', '-Wall', '-Werror', '-fsyntax-only', join(folder, 'main.cpp')],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
}
