import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { App } from './app.ts';

/** The ids of the processes that hold pages and their workers. */
export async function rendererIds({ context }: App): Promise<string[]> {
  const browser = context.browser();
  if (browser === null) throw new Error('This browser does not tell its processes.');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => String(id));
}

/**
 * What a process has for itself in MB, as the browser's own task manager counts it (Linux tells; elsewhere all that is
 * resident, the program's files included); 0 where it is gone.
 */
export function ownMegabytes(processId: string): number {
  try {
    if (process.platform === 'linux') {
      const status = readFileSync(`/proc/${processId}/status`, 'utf8');
      const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? 0);
      return Math.round((kilobytes('RssAnon') + kilobytes('RssShmem') + kilobytes('VmSwap')) / 1000);
    }
    return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', processId], { encoding: 'utf8' })) / 1000);
  } catch {
    return 0;
  }
}
