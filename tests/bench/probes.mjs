/**
 * Runs in the page before anything else: keeps what only the page can see in `window.probes`. With `oneWorker` all
 * compute workers are one, which everything else takes for several.
 *
 * @param {{ oneWorker: boolean }} options
 */
export function installProbes({ oneWorker }) {
  const probes = { longTasks: [], storeCalls: [], computeCalls: [], usableMs: null, readyMs: null };
  window.probes = probes;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probes.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

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

  const RealWorker = window.Worker;
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

  /** Notes how long each call of a worker takes, from the page's side. */
  function timeCalls(worker, calls) {
    const open = new Map();
    const post = worker.postMessage;
    worker.postMessage = function (message, ...rest) {
      if (message?.type === 'APPLY') open.set(message.id, { method: message.path.join('.'), at: performance.now() });
      return post.call(worker, message, ...rest);
    };
    worker.addEventListener('message', ({ data }) => {
      const call = open.get(data?.id);
      if (call === undefined) return;
      open.delete(data.id);
      const endMs = performance.now();
      calls.push({ method: call.method, startMs: call.at, endMs, tookMs: endMs - call.at });
    });
  }
}
