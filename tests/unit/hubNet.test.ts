import { afterEach, describe, expect, it, vi } from 'vitest';
import { BROWSER_NET } from '../../src/hub/api/net.ts';

type Refused = Pick<SecurityPolicyViolationEvent, 'blockedURI' | 'originalPolicy'>;

/** A fetch that ends as a broken connection, and what the browser says of it to those who listen. */
function stubFetch(refused: Refused | null): Set<(event: Refused) => void> {
  const listeners = new Set<(event: Refused) => void>();
  vi.stubGlobal('addEventListener', (_: string, listener: (event: Refused) => void) => listeners.add(listener));
  vi.stubGlobal('removeEventListener', (_: string, listener: (event: Refused) => void) => listeners.delete(listener));
  vi.stubGlobal('fetch', async () => {
    if (refused !== null) setTimeout(() => listeners.forEach((listener) => listener(refused)));
    throw new TypeError('Failed to fetch');
  });
  return listeners;
}

afterEach(() => vi.unstubAllGlobals());

describe('an address outside the content security policy', () => {
  const policy = "default-src 'none'; connect-src 'self' https://hub.example; base-uri 'none'";

  it.each([
    [
      'https://other.example/api',
      'https://other.example/api',
      /^This page may not reach other\.example: .* Enter an address/u,
    ],
    [
      'https://hub.example/a',
      'https://hub.example/',
      /^hub\.example keeps this file at an address .* Download the file/u,
    ],
  ])(
    '%s: its refusal is told from a broken connection, a redirect from the address itself',
    async (url, blockedURI, sentence) => {
      const listeners = stubFetch({ blockedURI, originalPolicy: policy });
      const error: unknown = await BROWSER_NET.fetch(url, {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        name: 'AppError',
        code: 'network',
        message: expect.stringMatching(sentence) as string,
      });
      expect(listeners.size).toBe(0);
    },
  );

  it('a broken connection stays one, also while another address is refused', async () => {
    for (const refused of [null, { blockedURI: 'https://elsewhere.example/', originalPolicy: policy }]) {
      stubFetch(refused);
      await expect(BROWSER_NET.fetch('https://hub.example/a', {})).rejects.toThrow(TypeError);
    }
  });
});
