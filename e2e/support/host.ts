import type { AddressInfo } from 'node:net';
import { preview } from 'vite';
import type { PreviewServer } from 'vite';

/** A static host for the built app that a test may switch off and on. */
export interface Host {
  /** Address of the page, with the slash at its end. The same after every start. */
  readonly url: string;
  start(): Promise<void>;
  /** Closes the port and every connection to it. */
  stop(): Promise<void>;
}

/**
 * Serves a build on a free port of localhost, started already.
 *
 * @param basePath - folder of the site where the app lies, with slashes at both ends
 * @param buildPath - folder with the build
 */
export async function startHost(basePath = '/', buildPath = 'dist'): Promise<Host> {
  let server: PreviewServer | undefined = await listen(basePath, buildPath, 0);
  const { port } = server.httpServer.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${basePath}`,
    async start() {
      server ??= await listen(basePath, buildPath, port);
    },
    async stop() {
      const closing = server?.close();
      if (server !== undefined && 'closeAllConnections' in server.httpServer) {
        server.httpServer.closeAllConnections();
      }
      await closing;
      server = undefined;
    },
  };
}

function listen(base: string, outDir: string, port: number): Promise<PreviewServer> {
  return preview({
    appType: 'mpa',
    base,
    build: { outDir },
    logLevel: 'silent',
    preview: { host: 'localhost', port, strictPort: port !== 0, allowedHosts: true },
  });
}
