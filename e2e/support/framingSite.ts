import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The ways in which one page puts another into itself, each with the attribute that names it. */
export const FRAMES = ['iframe src', 'object data', 'embed src'] as const;

/** A site of somebody else that shows a page in every kind of frame; at another origin, and at another site. */
export async function startFramingSite(
  framed: string,
): Promise<{ readonly urls: readonly string[]; readonly stop: () => Promise<void> }> {
  const body = FRAMES.map((frame) => `<${frame}="${framed}"></${frame.split(' ', 1)[0]}>`).join('');
  const server = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(body));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urls: ['localhost', '127.0.0.1'].map((name) => `http://${name}:${port}/`),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
