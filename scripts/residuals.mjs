// `npm run residuals [-- FOLDER]`: renders as the real plugin did and prints how far the twin is from it, for the renders
// that the repository keeps, or for all that `audio.json` lists where a folder of their FLAC files is named.
import { resolve } from 'node:path';
import { binPath, installMissing, root, run } from './lib/run.mjs';

await installMissing();
const folder = resolve(process.argv[2] ?? `${root}/tests/fixtures/reference/plugin/audio`);
const test = ['run', '--project', 'node', 'tests/golden/pluginRenders.test.ts'];
process.exitCode = await run(process.execPath, [binPath('vitest'), ...test], { env: { PLUGIN_RENDERS: folder } });
