import type { App } from './app.ts';

/**
 * How many bytes the browser grants this site from now on; null for as many as usual. A file that is open keeps what was
 * reserved for it, up to twice its size.
 */
export async function setQuota(app: App, quotaSize: number | null): Promise<void> {
  const session = await app.context.newCDPSession(app.page);
  const { origin } = new URL(app.url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize === null ? {} : { quotaSize }) });
}
