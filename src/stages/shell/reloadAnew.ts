const ASKING_AT_MOST_MS = 5000;

/**
 * Loads the page again with the scripts that its host has now: a wrong answer for one may lie in the browser's own cache,
 * to be kept for good.
 */
export async function reloadAnew(): Promise<void> {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const scripts = new Set(loaded.filter((name) => name.startsWith(location.origin) && name.endsWith('.js')));
  const signal = AbortSignal.timeout(ASKING_AT_MOST_MS);
  const asking = [...scripts].map(async (name) => (await fetch(name, { cache: 'reload', signal })).arrayBuffer());
  await Promise.allSettled(asking);
  location.reload();
}
