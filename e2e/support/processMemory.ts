import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { App } from './app.ts';

/** The ids of the processes that hold pages and their workers. */
export async function rendererIds(app: App): Promise<string[]> {
  return (await processes(app)).filter(({ type }) => type === 'renderer').map(({ id }) => String(id));
}

/** The anonymous memory of all processes of the browser in MB, by what they are. */
export async function anonymousMegabytes(app: App): Promise<Readonly<Record<string, number>>> {
  const sums: Record<string, number> = {};
  for (const { type, id } of await processes(app)) {
    sums[type] = (sums[type] ?? 0) + megabytes(String(id), ['RssAnon', 'VmSwap']);
  }
  return sums;
}

/**
 * What a process has for itself in MB, as the browser's own task manager counts it (Linux tells; elsewhere all that is
 * resident, the program's files included); 0 where it is gone.
 */
export function ownMegabytes(processId: string): number {
  return megabytes(processId, ['RssAnon', 'RssShmem', 'VmSwap']);
}

async function processes({ context }: App) {
  const browser = context.browser();
  if (browser === null) throw new Error('This browser does not tell its processes.');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo;
}

function megabytes(processId: string, counted: readonly string[]): number {
  try {
    if (process.platform === 'linux') {
      const status = readFileSync(`/proc/${processId}/status`, 'utf8');
      const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? 0);
      return Math.round(counted.reduce((sum, name) => sum + kilobytes(name), 0) / 1000);
    }
    return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', processId], { encoding: 'utf8' })) / 1000);
  } catch {
    return 0;
  }
}
