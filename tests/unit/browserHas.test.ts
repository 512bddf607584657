import { afterEach, describe, expect, it, vi } from 'vitest';
import { BROWSER_HAS, type BrowserFeature } from '../../src/domain/browserHas.ts';
import { sourceTexts } from '../support/sourceTexts.ts';

/** Where another question is asked in these words: on a page or in a worker, an object of which class, before any module is there. */
const OTHER_QUESTIONS = new Set([
  'store/appScope.ts',
  'store/files/fileHandles.ts',
  'workers/hub/hubCalls.ts',
  'startGuard/startGuard.ts',
]);

afterEach(() => vi.unstubAllGlobals());

describe('what the browser has', () => {
  it('is decided in one place', () => {
    const asks =
      /typeof [A-Z]\w+ [!=]==? 'undefined'|typeof navigator|'\w+' in (?:navigator|globalThis|window|self)\b|\bisSecureContext\b/u;
    const elsewhere = sourceTexts()
      .filter(({ path, text }) => path !== 'domain/browserHas.ts' && !OTHER_QUESTIONS.has(path) && asks.test(text))
      .map(({ path }) => path);
    expect(elsewhere).toEqual([]);
  });

  it('is nothing where there is no browser, and what it is given where there is one', () => {
    const names = Object.keys(BROWSER_HAS) as BrowserFeature[];
    const present = () => names.filter((name) => BROWSER_HAS[name]());
    vi.stubGlobal('navigator', undefined);
    // Tests of decoders that share this process leave one behind.
    vi.stubGlobal('AudioDecoder', undefined);
    expect(present()).toEqual([]);
    vi.stubGlobal('navigator', { locks: {}, serviceWorker: {}, storage: { persist: () => true, getDirectory: null } });
    vi.stubGlobal('AudioDecoder', () => undefined);
    expect(present()).toEqual(['locks', 'audioDecoder', 'offlineCopy', 'privateFiles']);
    vi.stubGlobal('isSecureContext', true);
    expect(present()).toContain('persistence');
  });
});
