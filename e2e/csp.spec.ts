import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from '@playwright/test';
import { expect, sharedApp, test, type App } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const expectedDirectives = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' '${inlineScript()}'`,
  "worker-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** What a policy calls the one inline script of the page. */
function inlineScript(): string {
  const scripts = [...readFileSync(join('dist', 'index.html'), 'utf8').matchAll(/<script>([^]*?)<\/script>/gu)];
  const [text = ''] = scripts.map(([, between]) => between ?? '');
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Nobody listens there; a request that leaves the page shows up as a foreign request and fails the test. */
const FOREIGN = 'http://127.0.0.1:9/';

/** What code that got into the page or a worker would try, and the directive that must stop it. */
const everywhere: Readonly<Record<string, string>> = {
  'new Function("return 1")()': 'script-src',
  '(0, eval)("1")': 'script-src',
  'setTimeout("1")': 'script-src',
  [`fetch("${FOREIGN}")`]: 'connect-src',
  [`new WebSocket("ws://127.0.0.1:9/")`]: 'connect-src',
  [`new EventSource("${FOREIGN}")`]: 'connect-src',
  [`(() => { const r = new XMLHttpRequest(); r.open("GET", "${FOREIGN}"); r.send(); })()`]: 'connect-src',
  'new Worker("data:text/javascript,1")': 'worker-src',
  'new Worker(URL.createObjectURL(new Blob(["1"], { type: "text/javascript" })))': 'worker-src',
  [`import("${FOREIGN}x.js")`]: 'script-src',
  'import("data:text/javascript,1")': 'script-src',
};

const element = (name: string, attributes: string) =>
  `document.body.append(Object.assign(document.createElement("${name}"), ${attributes}))`;

const inPage: Readonly<Record<string, string>> = {
  ...everywhere,
  [`navigator.sendBeacon("${FOREIGN}", "x")`]: 'connect-src',
  [`new Image().src = "${FOREIGN}"`]: 'img-src',
  [`new Audio("${FOREIGN}").load()`]: 'media-src',
  [element('script', '{ textContent: "1" }')]: 'script-src',
  [element('script', `{ src: "${FOREIGN}x.js" }`)]: 'script-src',
  [element('style', '{ textContent: "a{}" }')]: 'style-src',
  [element('link', `{ rel: "stylesheet", href: "${FOREIGN}x.css" }`)]: 'style-src',
  [element('iframe', `{ src: "${FOREIGN}" }`)]: 'frame-src',
  [element('object', `{ data: "${FOREIGN}" }`)]: 'object-src',
  [element('base', `{ href: "${FOREIGN}" }`)]: 'base-uri',
  'document.body.setAttribute("style", "color: red")': 'style-src',
  '(() => { const b = document.createElement("button"); b.setAttribute("onclick", "1"); b.click(); })()': 'script-src',
  [`(() => { const f = document.createElement("form"); f.action = "${FOREIGN}"; document.body.append(f); f.submit(); })()`]:
    'form-action',
};

test.describe('the policy of the page', () => {
  const visited = sharedApp('visited');

  test('binds a first visit', async () => {
    const app = visited();
    const newcomer = await app.context.browser()?.newContext();
    if (newcomer === undefined) throw new Error('This browser opens no other profile.');
    app.problems.watch(newcomer);
    allowAttempts(app);
    const page = await newcomer.newPage();
    await page.goto(app.url);
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy?.split('; ')).toEqual(expect.arrayContaining(expectedDirectives));
    await expectBound('page', (source) => page.evaluate(source), inPage);
    await newcomer.close();
  });

  test('binds the workers that run', async () => {
    const app = visited();
    const steps = new Steps(app.page);
    await steps.addAudio(referenceAudioPaths().slice(0, 1));
    await steps.openTab('Data');
    await steps.press('Run SQL');
    await expect(app.page.getByRole('table', { name: 'Query result' })).toBeVisible();
    const workers = app.page.workers().filter((worker) => worker.url().startsWith('http'));
    expect(workers.map((worker) => kindOf(worker.url()))).toEqual(
      expect.arrayContaining(['store', 'compute', 'console']),
    );
    allowAttempts(app);
    for (const worker of workers) await expectWorkerBound(worker);
  });

  test('is in the header of later visits', async () => {
    const app = visited();
    const response = await app.page.reload();
    await app.ready();
    expect(response?.fromServiceWorker()).toBe(true);
    const policy = await response?.headerValue('content-security-policy');
    expect(policy?.split('; ')).toEqual(expect.arrayContaining([...expectedDirectives, "frame-ancestors 'none'"]));
    allowAttempts(app);
    await expectBound('page', (source) => app.page.evaluate(source), inPage);
  });

  test('binds every kind of worker that the build has, those that workers start included', async () => {
    const app = visited();
    const scripts = readdirSync(join('dist', 'assets')).filter((name) => /worker-[\w-]+\.js$/u.test(name));
    expect(scripts.map(kindOf).toSorted()).toEqual([
      'compute',
      'console',
      'consoleDuckdb',
      'duckdb',
      'duckdb-browser-eh',
      'hub',
      'store',
    ]);
    allowAttempts(app);
    for (const script of scripts) {
      const started = app.page.waitForEvent('worker');
      const type = script.startsWith('duckdb-browser') ? 'classic' : 'module';
      await app.page.evaluate(`globalThis.probe = new Worker("assets/${script}", { type: "${type}" }), 0`);
      await expectWorkerBound(await started);
      await app.page.evaluate('globalThis.probe.terminate()');
    }
  });
});

function kindOf(url: string): string {
  return /([\w-]+)\.worker-/u.exec(url)?.[1] ?? url;
}

function allowAttempts(app: App): void {
  app.problems.allow(
    /Content Security Policy|violates|[Rr]efused|blocked|MIME|Failed to fetch|foreign request: \w+ \S*127\.0\.0\.1:9/u,
  );
}

async function expectWorkerBound(worker: Worker): Promise<void> {
  await expectBound(kindOf(worker.url()), (source) => worker.evaluate(source), everywhere);
}

/** Fails unless every attempt is stopped by its directive where `evaluate` runs its expression. */
async function expectBound(
  where: string,
  evaluate: (expression: string) => Promise<unknown>,
  attempts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [source, directive] of Object.entries(attempts)) {
    const violated = await evaluate(`new Promise((settle) => {
      const seen = ({ effectiveDirective }) => {
        removeEventListener('securitypolicyviolation', seen);
        settle(effectiveDirective);
      };
      addEventListener('securitypolicyviolation', seen);
      setTimeout(() => { removeEventListener('securitypolicyviolation', seen); settle('nothing stopped it'); }, 3000);
      setTimeout(() => {
        try {
          const attempt = ${source};
          if (attempt instanceof Promise) attempt.catch(() => {});
        } catch {}
      }, 0);
    })`);
    expect(String(violated).replace(/-(elem|attr)$/u, ''), `${where}: ${source}`).toBe(directive);
  }
}
