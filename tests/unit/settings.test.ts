import { afterEach, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/stages/shell/settings.ts';
import { useAppPath } from '../../src/store/appScope.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('settings that the browser does not give back are the usual ones within ten seconds, and it is said once', async () => {
  useAppPath('/');
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', { databases: async () => new Promise<never>(() => undefined) });
  const told: unknown[] = [];
  const loading = loadSettings((error) => told.push(error));
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await loading).theme.value).toBe('dark');
  expect(told).toMatchObject([{ message: expect.stringMatching(/IndexedDB.*are where they were.*reload/u) as string }]);
});
