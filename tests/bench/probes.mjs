/**
 * @typedef {{ method: string, startMs: number, endMs: number, tookMs: number, spent: Record<string, number> | null }} TimedCall
 * @typedef {{
 *   longTasks: { startTime: number, duration: number }[], scripts: { name: string, duration: number }[],
 *   storeCalls: TimedCall[], computeCalls: TimedCall[], readsMs: number[], usableMs: number | null, readyMs: number | null,
 * }} Probes
 * @typedef {PerformanceEntry & {
 *   scripts: (PerformanceEntry & { invoker: string, sourceURL: string, sourceFunctionName: string })[],
 * }} LongFrame
 */

/**
 * Runs in the page before anything else: keeps what only the page can see in `window.probes`. With `oneWorker` all
 * compute workers are one, which everything else takes for several.
 *
 * @param {{ oneWorker: boolean }} options
 * @returns {Probes}
 */
export function installProbes({ oneWorker }) {
  /** @type {Probes} */
  const probes = {
    longTasks: [],
    scripts: [],
    storeCalls: [],
    computeCalls: [],
    readsMs: [],
    usableMs: null,
    readyMs: null,
  };
  window.probes = probes;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probes.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

  // What of them was a script, and which: the rest is the browser's own.
  new PerformanceObserver((list) => {
    for (const { duration, invoker, sourceURL, sourceFunctionName } of /** @type {LongFrame[]} */ (
      list.getEntries()
    ).flatMap(({ scripts }) => scripts)) {
      const name = [invoker, sourceFunctionName, sourceURL.split('/').at(-1)].join(' ');
      probes.scripts.push({ name, duration });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });

  // Rarely, and no longer than need be: what looks is part of what is measured.
  const watchTabs = setInterval(() => {
    if (document.querySelector('ib-app')?.shadowRoot?.querySelector('[role=tab]')) {
      probes.usableMs = performance.now();
      clearInterval(watchTabs);
    }
  }, 16);
  new MutationObserver((_, observer) => {
    if (document.documentElement?.dataset.ready !== 'true') return;
    probes.readyMs = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, attributeFilter: ['data-ready'] });

  const read = Reflect.get(Blob.prototype, 'arrayBuffer');
  Blob.prototype.arrayBuffer = async function () {
    const atMs = performance.now();
    const bytes = await read.call(this);
    probes.readsMs.push(performance.now() - atMs);
    return bytes;
  };

  const RealWorker = window.Worker;
  /** @type {Worker | null} */
  let shared = null;
  window.Worker = new Proxy(RealWorker, {
    construct(target, [url, options]) {
      if (oneWorker && options?.name === 'compute' && shared !== null) return shared;
      const worker = new target(url, options);
      if (options?.name === 'compute') {
        shared = worker;
        timeCalls(worker, probes.computeCalls);
      }
      if (options?.name === 'store') timeCalls(worker, probes.storeCalls);
      return worker;
    },
  });

  /** Notes how long each call of a worker takes, from the page's side, and what its answer says that it was spent on. */
  function timeCalls(worker, calls) {
    const open = new Map();
    const post = worker.postMessage;
    worker.postMessage = function (message, ...rest) {
      if (message?.type === 'APPLY') open.set(message.id, { method: nameOf(message), at: performance.now() });
      return post.call(worker, message, ...rest);
    };
    worker.addEventListener('message', ({ data }) => {
      const call = open.get(data?.id);
      if (call === undefined) return;
      open.delete(data.id);
      const endMs = performance.now();
      const spent = data.value?.spent ?? null;
      calls.push({ method: call.method, startMs: call.at, endMs, tookMs: endMs - call.at, spent });
    });
  }

  /** The store has one call for all its commands, with their names behind their keys. */
  function nameOf({ path, argumentList }) {
    const name = path.join('.');
    return name === 'call' ? argumentList[1].value : name;
  }

  return probes;
}

/**
 * Runs in the worker of the store: keeps how long each COMMIT of the engine takes in `self.commitsMs`. Looks at what passes
 * between the two, which is by DuckDB's own protocol.
 */
export function installCommitProbe() {
  self.commitsMs = [];
  const post = Reflect.get(Worker.prototype, 'postMessage');
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'RUN_QUERY' && message.data?.[1] === 'COMMIT') {
      const atMs = performance.now();
      const answered = ({ data }) => {
        if (data?.requestId !== message.messageId) return;
        self.commitsMs.push(performance.now() - atMs);
        this.removeEventListener('message', answered);
      };
      this.addEventListener('message', answered);
    }
    return post.call(this, message, ...rest);
  };
}
