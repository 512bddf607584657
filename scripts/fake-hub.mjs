// `npm run fake-hub`: serves the tests' stand-in for the data set hub by hand. HUB_PORT and FILES_PORT name other ports than
// 4190 and 4191 (0: any free one). The page has to be built with IB_CONNECT_SRC naming both origins; the addresses are
// entered under "Access token and addresses" in Fetch Dataset.
import { createServer } from 'vite';
import { root } from './lib/run.mjs';

const vite = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { FakeHub } = await vite.ssrLoadModule('/tests/fakes/fakeHub.ts');
const { recipeRepositories } = await vite.ssrLoadModule('/tests/fakes/recipes.ts');

const repositories = recipeRepositories();
const hub = await FakeHub.start({
  repositories,
  token: 'demo-token',
  slowMs: Number(process.env['SLOW_MS'] ?? 0) || undefined,
  ports: { hub: Number(process.env['HUB_PORT'] ?? 4190), files: Number(process.env['FILES_PORT'] ?? 4191) },
});

console.log(`Hub address     ${hub.hubUrl}`);
console.log(`Viewer address  ${hub.viewerUrl}`);
console.log(`File origin     ${hub.filesUrl}`);
console.log(`Data sets       ${[...repositories.keys()].join(', ')}`);
console.log('Ctrl-C ends it.');

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void Promise.all([hub.stop(), vite.close()]).then(() => process.exit(0));
  });
}
