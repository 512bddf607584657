import { cacheNames } from 'workbox-core';
import { PrecacheController } from 'workbox-precaching';
import { contentSecurityPolicy } from './policy.ts';
import { NotAsPublished, ShippedFiles } from './shippedFiles.ts';

declare const self: ServiceWorkerGlobalScope;

/** Origins besides our own that may be fetched from; written in by the build. */
declare const __CONNECT_SOURCES__: readonly string[];
/** What stands between the tags of the page's inline script, as a source of a policy; written in by the build. */
declare const __INLINE_SCRIPT__: string;

const policy = contentSecurityPolicy('header', __CONNECT_SOURCES__, __INLINE_SCRIPT__);
/** In a frame the page shows one line and does nothing; a policy that forbids frames would put a blank in its place. */
const framePolicy = contentSecurityPolicy('meta', __CONNECT_SOURCES__, __INLINE_SCRIPT__);
const policies: Partial<Record<RequestDestination, string>> = {
  document: policy,
  worker: policy,
  sharedworker: policy,
  iframe: framePolicy,
  frame: framePolicy,
  object: framePolicy,
  embed: framePolicy,
};

const precache = new PrecacheController();
precache.addToCacheList(self.__WB_MANIFEST);

const rootUrl = self.registration.scope;
const indexUrl = new URL('index.html', rootUrl).href;

const files = new ShippedFiles({
  // The page first: where a host is at odds with what was published, it shows there, before anything large is fetched.
  files: precache
    .getCachedURLs()
    .map((url) => {
      const cacheKey = precache.getCacheKeyForURL(url) ?? url;
      return { url, cacheKey, integrity: precache.getIntegrityForCacheKey(cacheKey) ?? '' };
    })
    .toSorted((a, b) => Number(b.url === indexUrl) - Number(a.url === indexUrl)),
  open: async () => caches.open(cacheNames.precache),
  fetch: async (url, init) => fetch(url, init),
});

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([removeStaleFiles(event), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (message.type === 'MAKE_WHOLE') {
    const readsAll = 'readsAll' in message && message.readsAll === true;
    event.waitUntil(files.makeWhole(readsAll).then((wholeness) => event.ports[0]?.postMessage(wholeness)));
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !isOwn(request.url)) return;
  if (request.mode === 'navigate') event.waitUntil(removeStaleFiles(event));
  if (request.destination === 'document') event.waitUntil(files.checkAhead());
  event.respondWith(answer(request));
});

/**
 * Keeps this version's files. Where one is not as published the installation fails, and open tabs are told which; without an
 * address where the browser's own store of caches is at fault.
 */
async function install(): Promise<void> {
  try {
    await files.install();
  } catch (error) {
    const { url = null, wasAnswered = true } = error instanceof NotAsPublished ? error : {};
    const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    for (const tab of tabs) tab.postMessage({ type: 'NOT_KEPT', url, wasAnswered });
    await dropEmptyCache().catch(() => undefined);
    throw error;
  }
}

async function dropEmptyCache(): Promise<void> {
  const cache = await caches.open(cacheNames.precache);
  if ((await cache.keys()).length === 0) await caches.delete(cacheNames.precache);
}

/** This version's file where it can be had, else what the network answers, whatever that is. */
async function answer(request: Request): Promise<Response> {
  const response = request.mode === 'navigate' ? await answerNavigation(request.url) : await files.find(request.url);
  return withPolicy(request, response ?? (await fetch(request)));
}

/** The page, or the file at a file's own address. */
async function answerNavigation(address: string): Promise<Response | undefined> {
  const url = plain(address);
  return files.find(url === rootUrl ? indexUrl : url);
}

/**
 * Whether an address is of this app: its page, a file of this version, or of another one that a tab may still run. What else
 * lies below its folder may be another app, and is left alone.
 */
function isOwn(address: string): boolean {
  const url = plain(address);
  return url === rootUrl || files.knows(url) || url.startsWith(`${rootUrl}assets/`);
}

function plain(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

/**
 * Removes the files of earlier versions once no tab can ask for them. While a newer version installs or waits, its files
 * lie in the same cache and nothing is removed.
 */
async function removeStaleFiles(event: ExtendableEvent): Promise<void> {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const { installing, waiting } = self.registration;
  if (tabs.length === 0 && installing === null && waiting === null) {
    await precache.activate(event);
  }
}

/** Static hosts send no policy, and a meta tag does not bind workers: the header is added here. */
function withPolicy(request: Request, response: Response): Response {
  const bound = policies[request.destination];
  if (bound === undefined || response.type === 'opaqueredirect' || response.status !== 200) return response;
  const headers = new Headers(response.headers);
  headers.set('Content-Security-Policy', bound);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
