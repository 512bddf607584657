// `npm run residuals`: renders as the real plugin did and prints how far the twin is from each render that `audio.json` lists.
import { binPath, installMissing, run } from './lib/run.mjs';

await installMissing();
const test = ['run', '--project', 'node', 'tests/golden/pluginRenders.test.ts'];
process.exitCode = await run(process.execPath, [binPath('vitest'), ...test], { env: { PRINT_RESIDUALS: '1' } });
