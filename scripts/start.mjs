// `npm start`: installs what is missing, builds the app and serves it on localhost. PORT names another port than 4173.
import { freePort, installMissing, root } from './lib/run.mjs';

await installMissing();

const { build, preview } = await import('vite');
console.log('Building …');
await build({ root, logLevel: 'warn' });

const named = process.env['PORT'];
const port = named === undefined || named === '' ? await freePort(4173) : Number(named);
const server = await preview({ root, preview: { host: 'localhost', port, strictPort: true } });
console.log(`\nInertiaBands Trainer: http://localhost:${port}/\nCtrl-C ends it.\n`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    if ('closeAllConnections' in server.httpServer) {
      server.httpServer.closeAllConnections();
    }
    void server.close().then(() => process.exit(0));
  });
}
