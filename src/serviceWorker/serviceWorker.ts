import { cacheNames } from 'workbox-core';
import { PrecacheController } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { contentSecurityPolicy } from './policy.ts';

declare const self: ServiceWorkerGlobalScope;

/** Origins besides our own that may be fetched from; written in by the build. */
declare const __CONNECT_SOURCES__: readonly string[];

const policy = contentSecurityPolicy('header', __CONNECT_SOURCES__);
const policyDestinations: ReadonlySet<RequestDestination> = new Set(['document', 'iframe', 'worker', 'sharedworker']);

const precache = new PrecacheController();
precache.addToCacheList(self.__WB_MANIFEST);

const rootUrl = self.registration.scope;
const indexUrl = new URL('index.html', rootUrl).href;

self.addEventListener('install', (event) => {
  event.waitUntil(storeNewFiles().then(async () => precache.install(event)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([removeStaleFiles(event), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING') {
    event.waitUntil(self.skipWaiting());
  }
});

registerRoute(
  ({ request, sameOrigin }) => sameOrigin && request.mode === 'navigate',
  async ({ request, event }) => {
    event.waitUntil(removeStaleFiles(event));
    return withPolicy(request, await answerNavigation(request));
  },
);

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.href.startsWith(rootUrl),
  async ({ request }) => withPolicy(request, (await findFile(request.url)) ?? (await fetch(request))),
);

/**
 * Fetches the files of this version that are not there yet straight into the cache. Workbox would put a clone there, while
 * the body of the original, which nobody reads, fills memory: 70 MB in the page's own process. What is left for it are
 * answers that it refuses or has to rewrite.
 */
async function storeNewFiles(): Promise<void> {
  const cache = await caches.open(cacheNames.precache);
  for (const url of precache.getCachedURLs()) {
    const cacheKey = precache.getCacheKeyForURL(url);
    if (cacheKey === undefined || (await cache.match(cacheKey)) !== undefined) continue;
    const isVersioned = cacheKey !== url;
    const response = await fetch(url, { cache: isVersioned ? 'reload' : 'default', credentials: 'same-origin' });
    if (response.status === 200 && !response.redirected) await cache.put(cacheKey, response);
    else await response.body?.cancel();
  }
}

/** The page for the root, the file for a file's own address, and for any other address the way to the root. */
async function answerNavigation(request: Request): Promise<Response> {
  const url = new URL(request.url);
  url.search = '';
  url.hash = '';
  if (url.href === rootUrl || url.href === indexUrl) {
    return (await findFile(indexUrl)) ?? (await fetch(request));
  }
  return (await findFile(url.href)) ?? Response.redirect(rootUrl);
}

/** A file of this version, else one of an earlier version that an open tab was started with, else undefined. */
async function findFile(url: string): Promise<Response | undefined> {
  const current = await precache.matchPrecache(url);
  if (current !== undefined) {
    return current;
  }
  const cache = await caches.open(cacheNames.precache);
  return cache.match(url, { ignoreVary: true });
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
  if (!policyDestinations.has(request.destination) || response.type === 'opaqueredirect' || response.status !== 200) {
    return response;
  }
  const headers = new Headers(response.headers);
  headers.set('Content-Security-Policy', policy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
