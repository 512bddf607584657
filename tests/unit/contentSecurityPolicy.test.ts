import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, parseConnectSources } from '../../src/serviceWorker/policy.ts';

const INLINE = 'sha256-AbCd=';

describe('contentSecurityPolicy', () => {
  it('lets nothing in but our own origin, and no inline code but one script', () => {
    const policy = contentSecurityPolicy('header', [], INLINE);
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-AbCd=';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*/);
  });

  it('names frame-ancestors in the header only', () => {
    expect(contentSecurityPolicy('header', [], INLINE)).toContain("frame-ancestors 'none'");
    expect(contentSecurityPolicy('meta', [], INLINE)).not.toContain('frame-ancestors');
  });

  it('adds the sources of the build setting to connect-src', () => {
    const sources = parseConnectSources(' https://example.org  https://*.example.net:8443 ');
    expect(contentSecurityPolicy('meta', sources, INLINE)).toContain(
      "connect-src 'self' https://example.org https://*.example.net:8443;",
    );
  });
});

describe('parseConnectSources', () => {
  it('reads no setting as the hosts of the data set hub, an empty one as none', () => {
    const hub = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];
    expect(parseConnectSources(undefined)).toEqual(hub);
    expect(parseConnectSources('')).toEqual([]);
  });

  it.each(["https://a.org;script-src'self'", '*', 'http://example.org', "'unsafe-eval'", 'https://a.org/path'])(
    'refuses %s by name',
    (source) => {
      expect(() => parseConnectSources(source)).toThrow(source);
    },
  );
});
