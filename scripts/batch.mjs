// `npm run batch`: the app over folders that are too large for one tab, a shard at a time. `npm run batch -- --help`.
import { installMissing } from './lib/run.mjs';

await installMissing();
const { HELP, readOptions, WrongUsage } = await import('./batch/options.mjs');
const { runBatch } = await import('./batch/runBatch.mjs');

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) console.log(HELP);
  else console.log(await runBatch(options));
} catch (error) {
  // What fails in the page carries its stack behind its words.
  const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n    at ');
  console.error(words.replace(/^page\.evaluate: Error: /u, ''));
  if (error instanceof WrongUsage) console.error('npm run batch -- --help says more.');
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
