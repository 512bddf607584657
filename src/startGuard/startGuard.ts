/*
 * The page's one inline script. It needs none of the app's files and says, in lines that stand in `index.html`, what to do
 * where they do not come. The app takes its place by replacing those lines.
 */
(() => {
  const STILL_AT_MOST_S = 10;
  const LOOK_AFTER_S = 4;
  const WAITS_AT_MOST_MS = 5000;
  /** The folder of the app. */
  const root = new URL('.', location.href).href;
  const TRIED_KEY = `inertiabands-loaded-anew ${root}`;

  const byId = (id: string) => document.getElementById(id);
  const hasBegun = () => document.readyState !== 'loading' && byId('start-lines') === null;

  let stillS = 0;
  let isBroken = false;
  let isLooking = false;

  const hide = () => byId('start-lines')?.setAttribute('hidden', '');

  /** Shows the lines; also where the rest of the page is still on its way. */
  const say = (words: string): void => {
    const lines = byId('start-lines');
    const why = byId('start-why');
    if (lines !== null && why !== null) {
      why.textContent = words;
      lines.removeAttribute('hidden');
    } else if (!hasBegun()) {
      setTimeout(() => say(words), 50);
    }
  };

  const moved = () => {
    stillS = 0;
    if (!isBroken) hide();
  };

  /** A style that does not come holds back every script and all that would be painted; the app can do without. */
  const dropStyles = () => {
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
      if (link.sheet === null) link.remove();
    }
  };

  const isScript = (answer: Response | null) =>
    answer !== null && answer.ok && /javascript/u.test(answer.headers.get('Content-Type') ?? '');

  /** What the page waits for: its script and what that imports. */
  const scripts = () =>
    [...document.querySelectorAll<HTMLElement>('script[type=module],link[rel=modulepreload]')]
      .map((tag) => tag.getAttribute('src') ?? tag.getAttribute('href') ?? '')
      .filter((address) => address !== '');

  /** A file that takes long is no failure while more of it comes. */
  const look = async () => {
    const slow = scripts().find((address) => performance.getEntriesByName(new URL(address, root).href).length === 0);
    if (slow === undefined || isLooking) return;
    isLooking = true;
    try {
      const reader = (await fetch(slow)).body?.getReader();
      while ((await reader?.read())?.done === false) moved();
    } finally {
      isLooking = false;
    }
  };

  /** What is wrong with the first file that is, in words; asks the host itself, so that a wrong copy here is replaced. */
  const diagnosis = async (): Promise<string | null> => {
    for (const address of scripts()) {
      const name = address.replace(/^\.\//u, '');
      const answer = await fetch(address, { cache: 'reload' }).catch(() => null);
      if (answer === null) {
        return 'The files of the app cannot be reached. Check the network; where it has a page to sign in, open any other site, sign in there, then press Reload.';
      }
      if (!answer.ok) {
        return `A file of the app is missing on its host, which answers ${answer.status} for ${name}. It may just be updated: press Reload in a minute. If the host is yours, upload every file of the build.`;
      }
      if (!isScript(answer)) {
        const type = answer.headers.get('Content-Type') ?? 'no type';
        return /html/u.test(type)
          ? `Instead of ${name} a page came. Where the network has a page to sign in, open any other site and sign in; otherwise the host lacks a file of the app. Then press Reload.`
          : `The host sends ${name} as ${type}; browsers run it as text/javascript only. If the host is yours, set that type.`;
      }
    }
    return null;
  };

  /** Opened without the slash at the end of its folder, the page looks for its files beside the folder. */
  const addSlash = async (): Promise<boolean> => {
    const [address] = scripts();
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    // A host that takes the slash away would send the page round for ever.
    if (address === undefined || /\/$|\.html?$/u.test(location.pathname) || navigation?.redirectCount !== 0)
      return false;
    const folder = `${location.origin}${location.pathname}/`;
    if (!isScript(await fetch(new URL(address, folder)).catch(() => null))) return false;
    location.replace(folder + location.search + location.hash);
    return true;
  };

  const broke = async () => {
    if (isBroken || hasBegun()) return;
    isBroken = true;
    if (await addSlash()) return;
    say('A file of the app did not come as it should.');
    const words = await diagnosis();
    if (hasBegun()) return;
    if (words === null && isFirstTime()) return loadAnew();
    return say(
      words ??
        'A file of the app had come damaged, or this browser is too old for it. Press Reload; if that does not help, Repair.',
    );
  };

  /** Where the host has all files in order, the page is loaded anew by itself, but not for ever. */
  const isFirstTime = () => {
    try {
      const isFirst = sessionStorage.getItem(TRIED_KEY) === null;
      sessionStorage.setItem(TRIED_KEY, '');
      return isFirst;
    } catch {
      return false;
    }
  };

  /** Loads the page with the scripts that the host has now: the browser's own cache may hold a wrong copy for good. */
  const loadAnew = async () => {
    const asking = scripts().map(async (address) => (await fetch(address, { cache: 'reload' })).arrayBuffer());
    const waited = new Promise((resolve) => setTimeout(resolve, WAITS_AT_MOST_MS));
    await Promise.race([Promise.allSettled(asking), waited]);
    location.reload();
  };

  /** Drops worker and caches of this folder, where the host can give the app anew; touches no data. */
  const repair = async () => {
    say('Repairing …');
    const page = fetch(`${root}?repair`, { cache: 'no-store' }).then(async (answer) => answer.text());
    // Where nothing answers at all, the worker may be what stands still.
    const silence = new Promise<string>((resolve) => setTimeout(() => resolve('start-lines'), WAITS_AT_MOST_MS));
    if (!(await Promise.race([page, silence]).catch(() => '')).includes('start-lines')) {
      say(
        'Repair fetches the app anew, and its host cannot be reached now. Check the network, then press Repair again.',
      );
      return;
    }
    const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    await Promise.all(workers.map(async (worker) => worker.scope === root && worker.unregister()));
    if ('caches' in window) {
      const names = await caches.keys();
      await Promise.all(names.map(async (name) => name.endsWith(root) && caches.delete(name)));
    }
    await loadAnew();
  };

  if (window.top !== window) {
    const alone = () => {
      const lines = byId('start-lines');
      if (lines === null) return setTimeout(alone, 50);
      const link = Object.assign(document.createElement('a'), {
        href: location.href,
        target: '_blank',
        rel: 'noopener',
        textContent: 'Open it alone',
      });
      lines.replaceChildren('InertiaBands Trainer does not run inside another page. ', link);
      return lines.removeAttribute('hidden');
    };
    alone();
    return;
  }

  addEventListener(
    'error',
    ({ target }) => {
      if (target === window || target instanceof HTMLScriptElement) void broke();
    },
    true,
  );
  addEventListener('unhandledrejection', () => void broke());
  addEventListener('click', ({ target }) => {
    const { id } = target as Element;
    if (id === 'start-reload') void loadAnew();
    if (id === 'start-repair') void repair();
  });
  new PerformanceObserver(moved).observe({ type: 'resource', buffered: true });
  const clock = setInterval(() => {
    if (hasBegun()) return clearInterval(clock);
    stillS += 1;
    if (stillS === LOOK_AFTER_S) {
      dropStyles();
      look().catch(() => undefined);
    }
    if (stillS === STILL_AT_MOST_S && !isBroken) {
      say(
        `Nothing has moved for ${STILL_AT_MOST_S} seconds. Check the network, then press Reload; if that does not help, Repair.`,
      );
    }
  }, 1000);
})();
