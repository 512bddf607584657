import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotAsPublished, ShippedFiles } from '../../src/serviceWorker/shippedFiles.ts';

const ROOT = 'https://example.org/trainer/';
const INDEX = `${ROOT}index.html`;
const SCRIPT = `${ROOT}assets/index-1.js`;
const WASM = `${ROOT}assets/engine-1.wasm`;
const PUBLISHED: Readonly<Record<string, string>> = {
  [INDEX]: '<!doctype html><title>the app</title>',
  [SCRIPT]: 'export const one = 1;',
  [WASM]: 'as many bytes as an engine has',
};

/** A cache as the browser's, as far as it is used. */
class FakeCache {
  readonly entries = new Map<string, Response>();
  isFull = false;

  async match(key: string): Promise<Response | undefined> {
    return this.entries.get(key)?.clone();
  }

  async put(key: string, response: Response): Promise<void> {
    if (this.isFull) throw new DOMException('no room', 'QuotaExceededError');
    this.entries.set(key, response);
  }

  async delete(key: string): Promise<boolean> {
    return this.entries.delete(key);
  }

  async keys(): Promise<{ readonly url: string }[]> {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}

/** What the host answers for an address: what was published, unless a test puts something else in its place. */
let answers: Map<string, () => Response>;
let asked: { readonly url: string; readonly mode: RequestCache | undefined }[];
let cache: FakeCache;
let files: ShippedFiles;

beforeEach(() => {
  answers = new Map(
    Object.entries(PUBLISHED).map(([url, text]) => [
      url,
      () => new Response(text, { headers: { 'Content-Type': 'text/plain', 'X-Host': 'some' } }),
    ]),
  );
  asked = [];
  cache = new FakeCache();
  files = shipped(cache);
});

/** @param cache null where the browser opens none */
function shipped(cache: FakeCache | null): ShippedFiles {
  return new ShippedFiles({
    // The page comes last, so that its being wrong shows that nothing is left of the others.
    files: [SCRIPT, WASM, INDEX].map((url) => ({ url, cacheKey: keyOf(url), integrity: integrityOf(url) })),
    open: async () => {
      if (cache === null) throw new DOMException('Unexpected internal error.', 'UnknownError');
      return cache as unknown as Cache;
    },
    fetch: async (url, init) => {
      asked.push({ url, mode: init.cache });
      const answer = answers.get(url);
      if (answer === undefined) throw new TypeError('Failed to fetch');
      return answer();
    },
  });
}

const keyOf = (url: string) => (url === INDEX ? `${url}?__WB_REVISION__=1` : url);

function integrityOf(url: string): string {
  return `sha256-${createHash('sha256')
    .update(PUBLISHED[url] ?? '')
    .digest('base64')}`;
}

async function kept(url: string): Promise<string | undefined> {
  return cache.entries.get(keyOf(url))?.clone().text();
}

/** Every way in which a host was seen to answer something else, for any file. */
const WRONG: Readonly<Record<string, () => Response | undefined>> = {
  'its own page': () => new Response('<!doctype html><title>Welcome</title>', { status: 200 }),
  'a file that is cut': () => new Response('exp'),
  'nothing at all': () => new Response(''),
  'lines of its own': () => new Response('<!-- host -->export const one = 1;'),
  'a file that is missing': () => new Response('no such file', { status: 404 }),
  'an error': () => new Response('try later', { status: 500 }),
  'a part of it': () => new Response('export const one = 1;', { status: 206 }),
  'no answer': () => undefined,
};

describe('a cache that does not answer', () => {
  beforeEach(async () => {
    vi.useFakeTimers();
    await files.install();
    asked = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('is not waited for: the host is asked, and its answer checked', async () => {
    cache.match = async () => new Promise(() => undefined);
    const found = files.find(SCRIPT);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await (await found)?.text()).toBe(PUBLISHED[SCRIPT]);
    expect(asked).toEqual([{ url: SCRIPT, mode: 'default' }]);
  });

  it('is waited for after all where the host does not answer either', async () => {
    const match = cache.match.bind(cache);
    cache.match = async (key) => {
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return match(key);
    };
    answers.clear();
    const found = vi.fn();
    void files.find(SCRIPT).then(async (response) => found(await response?.text()));
    while (found.mock.calls.length === 0) await vi.advanceTimersByTimeAsync(10_000);
    expect(found).toHaveBeenCalledWith(PUBLISHED[SCRIPT]);
  });
});

it('keeps no bytes of what it has checked, which are as many as the engine has', async () => {
  const read: ArrayBuffer[] = [];
  const arrayBuffer = vi.spyOn(Response.prototype, 'arrayBuffer').mockImplementation(async function (this: Response) {
    const bytes = (await this.bytes()).buffer;
    read.push(bytes);
    return bytes;
  });
  await files.install();
  await files.checkAhead();
  await files.makeWhole(true);
  answers.set(SCRIPT, () => new Response('something else'));
  cache.entries.delete(SCRIPT);
  await files.find(SCRIPT);
  arrayBuffer.mockRestore();
  expect(await kept(WASM)).toBe(PUBLISHED[WASM]);
  expect(read.map(({ byteLength }) => byteLength)).toEqual(Array.from(read, () => 0));
  expect(read.length).toBe(9);
});

describe('installing', () => {
  it('keeps every file as it was published, with the type that its name says and no header of the host', async () => {
    await files.install();
    expect(await kept(SCRIPT)).toBe(PUBLISHED[SCRIPT]);
    expect(Object.fromEntries(cache.entries.get(SCRIPT)?.headers ?? [])).toEqual({ 'content-type': 'text/javascript' });
    expect(cache.entries.get(WASM)?.headers.get('content-type')).toBe('application/wasm');
    expect(cache.entries.get(keyOf(INDEX))?.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  for (const [what, answer] of Object.entries(WRONG)) {
    for (const url of [INDEX, SCRIPT, WASM]) {
      it(`fails as a whole and leaves nothing where ${url.slice(ROOT.length)} comes as ${what}`, async () => {
        const wrong = answer();
        if (wrong === undefined) answers.delete(url);
        else answers.set(url, () => wrong.clone());
        await expect(files.install()).rejects.toMatchObject({ constructor: NotAsPublished, url });
        expect(cache.entries.size).toBe(0);
      });
    }
  }

  it('leaves what an earlier version keeps, also where it fails', async () => {
    cache.entries.set(`${ROOT}assets/index-0.js`, new Response('old'));
    cache.entries.set(WASM, typed(PUBLISHED[WASM] ?? '', 'application/wasm'));
    answers.delete(INDEX);
    await expect(files.install()).rejects.toThrow(NotAsPublished);
    expect([...cache.entries.keys()]).toEqual([`${ROOT}assets/index-0.js`, WASM]);
    expect(asked.map(({ url }) => url)).not.toContain(WASM);
  });

  it('does not take over what an earlier version keeps wrong under the same name', async () => {
    cache.entries.set(SCRIPT, typed('<!doctype html>', 'text/javascript'));
    cache.entries.set(WASM, typed(PUBLISHED[WASM] ?? '', 'text/html'));
    await files.install();
    expect(await kept(SCRIPT)).toBe(PUBLISHED[SCRIPT]);
    expect(cache.entries.get(WASM)?.headers.get('content-type')).toBe('application/wasm');
  });

  it("asks the host itself where the browser's own cache holds something else", async () => {
    const stale = () => new Response('<!doctype html>');
    answers.set(SCRIPT, () => (asked.at(-1)?.mode === 'reload' ? new Response(PUBLISHED[SCRIPT]) : stale()));
    await files.install();
    expect(await kept(SCRIPT)).toBe(PUBLISHED[SCRIPT]);
  });

  it('fails where there is no room, and leaves nothing', async () => {
    cache.isFull = true;
    await expect(files.install()).rejects.toThrow('no room');
    expect(cache.entries.size).toBe(0);
  });
});

describe('serving', () => {
  beforeEach(async () => {
    await files.install();
    asked = [];
  });

  it('answers from the cache without asking the host', async () => {
    expect(await (await files.find(SCRIPT))?.text()).toBe(PUBLISHED[SCRIPT]);
    expect(asked).toEqual([]);
  });

  it.each(['', 'exp', '<!doctype html>', 'export const one = 2;'])('puts right what has become "%s"', async (text) => {
    cache.entries.set(SCRIPT, typed(text, 'text/javascript'));
    expect(await (await files.find(SCRIPT))?.text()).toBe(PUBLISHED[SCRIPT]);
    expect(await kept(SCRIPT)).toBe(PUBLISHED[SCRIPT]);
  });

  it('puts back what is missing', async () => {
    cache.entries.clear();
    expect(await (await files.find(INDEX))?.text()).toBe(PUBLISHED[INDEX]);
    expect(await kept(INDEX)).toBe(PUBLISHED[INDEX]);
  });

  it('reads what is large ahead, for one answer', async () => {
    await files.checkAhead();
    cache.entries.set(WASM, typed('cut', 'application/wasm'));
    expect(await (await files.find(WASM))?.text()).toBe('cut');
    expect(await (await files.find(WASM))?.text()).toBe(PUBLISHED[WASM]);
    cache.entries.set(WASM, typed('cut', 'application/wasm'));
    await files.checkAhead();
    expect(await (await files.find(WASM))?.text()).toBe(PUBLISHED[WASM]);
  });

  it('has no answer, and keeps nothing, where file and host are both wrong', async () => {
    cache.entries.set(SCRIPT, typed('exp', 'text/javascript'));
    answers.set(SCRIPT, () => new Response('<!doctype html>'));
    expect(await files.find(SCRIPT)).toBeUndefined();
    expect(cache.entries.has(SCRIPT)).toBe(false);
  });

  it('answers on a full disk, though nothing can be put back', async () => {
    cache.entries.clear();
    cache.isFull = true;
    expect(await (await files.find(SCRIPT))?.text()).toBe(PUBLISHED[SCRIPT]);
  });

  it('has no answer, so that the host gives one, where the browser’s store of caches is damaged', async () => {
    await files.install();
    cache.match = async () => Promise.reject(new DOMException('Unexpected internal error.', 'UnknownError'));
    expect(await files.find(SCRIPT)).toBeUndefined();
    expect(await files.find(`${ROOT}assets/of-an-earlier-version.js`)).toBeUndefined();
  });

  it('gives an open tab of an earlier version its files', async () => {
    cache.entries.set(`${ROOT}assets/index-0.js`, new Response('old'));
    expect(await (await files.find(`${ROOT}assets/index-0.js`))?.text()).toBe('old');
    expect(await files.find(`${ROOT}serviceWorker.js`)).toBeUndefined();
  });
});

describe('making whole', () => {
  const WHOLE = { lost: [], isKept: true };
  const refuse = async () => Promise.reject(new DOMException('Unexpected internal error.', 'UnknownError'));

  it.each(['match', 'put', 'open'] as const)('says that nothing is kept where the cache refuses: %s', async (call) => {
    if (call === 'open') files = shipped(null);
    else cache[call] = refuse;
    expect(await files.makeWhole(false)).toEqual({ lost: [], isKept: false });
    // Nothing more is fetched for it.
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it('puts back a file that cannot be read', async () => {
    await files.install();
    cache.match = async (key) => {
      Reflect.deleteProperty(cache, 'match');
      cache.entries.delete(key);
      return refuse();
    };
    expect(await files.makeWhole(false)).toEqual(WHOLE);
    expect(await kept(SCRIPT)).toBe(PUBLISHED[SCRIPT]);
  });

  it('fetches what is missing and names what the host does not give as it was published', async () => {
    await files.install();
    cache.entries.clear();
    answers.set(INDEX, () => new Response(`${PUBLISHED[INDEX]}<script>advert()</script>`));
    expect(await files.makeWhole(false)).toEqual({ lost: [INDEX], isKept: true });
    expect(await kept(WASM)).toBe(PUBLISHED[WASM]);
    answers.set(INDEX, () => new Response(PUBLISHED[INDEX]));
    expect(await files.makeWhole(false)).toEqual(WHOLE);
    expect(await kept(INDEX)).toBe(PUBLISHED[INDEX]);
  });

  it('finds what has become wrong where it reads all', async () => {
    await files.install();
    cache.entries.set(WASM, typed('cut', 'application/wasm'));
    expect(await files.makeWhole(true)).toEqual(WHOLE);
    expect(await kept(WASM)).toBe(PUBLISHED[WASM]);
  });
});

function typed(text: string, type: string): Response {
  return new Response(text, { headers: { 'Content-Type': type } });
}
