import { expect, test } from './support/app.ts';

const expectedDirectives = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

test('the first visit is bound by the policy of the page', async ({ app }) => {
  const policy = await app.page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy?.split('; ')).toEqual(expect.arrayContaining(expectedDirectives));
  app.problems.allow(/Content Security Policy|violates|foreign request: GET http:\/\/127\.0\.0\.1:9/);
  await expectBound((source) => app.page.evaluate(source));
});

test('later visits carry the policy in the header of the page', async ({ app }) => {
  await app.offlineReady();
  const response = await app.page.reload();
  await app.ready();
  expect(response?.fromServiceWorker()).toBe(true);
  const policy = await response?.headerValue('content-security-policy');
  expect(policy?.split('; ')).toEqual(expect.arrayContaining([...expectedDirectives, "frame-ancestors 'none'"]));
});

test('later visits bind every worker', async ({ app }) => {
  await app.offlineReady();
  await app.reload();
  const workers = app.page.workers().filter((worker) => worker.url().startsWith('http'));
  expect(workers.length).toBeGreaterThan(0);
  app.problems.allow(/Content Security Policy|violates|foreign request: GET http:\/\/127\.0\.0\.1:9/);
  for (const worker of workers) {
    await expectBound((source) => worker.evaluate(source));
  }
});

/** Fails unless `eval` and foreign requests are refused where `evaluate` runs its expression. */
async function expectBound(evaluate: (expression: string) => Promise<unknown>): Promise<void> {
  const violated = await evaluate(`new Promise((settle) => {
    const seen = new Set();
    globalThis.addEventListener('securitypolicyviolation', (event) => {
      seen.add(event.effectiveDirective);
      if (seen.size === 2) settle([...seen].toSorted());
    });
    setTimeout(() => { try { new Function('return 1')(); } catch {} }, 0);
    setTimeout(() => { fetch('http://127.0.0.1:9/').catch(() => {}); }, 0);
    setTimeout(() => settle([...seen].toSorted()), 10000);
  })`);
  expect(violated).toEqual(['connect-src', 'script-src']);
}
