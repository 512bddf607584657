import { afterEach, describe, expect, it, vi } from 'vitest';
import { toErrorFields } from '../../src/domain/errors.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { WorkerHandle, workerFailed } from '../../src/workers/pool/workerHandle.ts';

const MISSING = /updated meanwhile, or a file of it is missing on its host\. Reload the page/u;

/** As Chromium, Firefox and Safari say it, of a view, of a worker's part and of the worklet. */
const WORDS = [
  'Failed to fetch dynamically imported module: https://example.org/assets/modelView-1.js',
  'error loading dynamically imported module: https://example.org/assets/modelView-1.js',
  'Importing a module script failed.',
  "Unable to load a worklet's module.",
  'Unable to preload CSS for /assets/view-1.css',
];

/** As somebody may type it. */
const UNFINISHED = '(';

describe('what Details tell', () => {
  it.each([
    ['as Chromium has it', 'TypeError: no such sound\n    at hear (app.js:1:2)'],
    ['as Firefox and Safari have it', 'hear@app.js:1:2'],
    ['where there is no stack', undefined],
  ])('is the message and the stack, %s', (_, stack) => {
    const error = Object.assign(new TypeError('no such sound'), { stack });
    const { details } = toErrorFields(error, { stage: 'import' });
    expect(details).toMatch(/^TypeError: no such sound/u);
    expect(details?.match(/no such sound/gu)).toHaveLength(1);
    if (stack !== undefined) expect(details).toContain('app.js:1:2');
  });
});

describe('a part of the app that cannot be loaded', () => {
  it.each(WORDS)('is told in one sentence that asks for a reload: %s', (words) => {
    expect(toErrorFields(new TypeError(words), { stage: 'model' })).toMatchObject({
      code: 'app-changed',
      message: expect.stringMatching(MISSING) as string,
    });
    expect(toErrorFields(new DOMException(words, 'AbortError'), { stage: 'model' }).code).toBe('app-changed');
    // All that is told of what a script of another worker's did not catch.
    expect(toErrorFields(`Uncaught TypeError: ${words}`, { stage: 'import' }).code).toBe('app-changed');
  });

  it('is told from what people hand in, which is not parsed either', () => {
    const codeOf = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return toErrorFields(error, { stage: 'import' }).code;
      }
      return null;
    };
    const raise = (error: Error) => () => {
      throw error;
    };
    expect(codeOf(raise(new SyntaxError("Unexpected token '<'")))).toBe('app-changed');
    expect(codeOf(() => JSON.parse('<!doctype html>'))).toBe('internal');
    expect(codeOf(() => JSON.parse(''))).toBe('internal');
    expect(codeOf(() => new RegExp(UNFINISHED))).toBe('internal');
  });

  it('is told once, however many parts it concerns, and again when it was dismissed', async () => {
    const log = new LogBook();
    for (const words of WORDS) log.thrown(new TypeError(words), 'import');
    expect(log.alerts.value).toHaveLength(1);
    expect(log.entries.value).toHaveLength(1);
    log.dismissAll();
    log.thrown(new TypeError(WORDS[0]), 'import');
    await expect.poll(() => log.alerts.value.length).toBe(1);
  });
});

describe('a worker', () => {
  class FakeErrorEvent extends Event {
    readonly message: string;

    constructor(message: string) {
      super('error');
      this.message = message;
    }
  }

  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['whose script is missing', new Event('error'), 'app-changed'],
    ['whose script is another', new FakeErrorEvent("Uncaught SyntaxError: Unexpected token '<'"), 'app-changed'],
    ['a part of which is missing', new FakeErrorEvent(`Uncaught TypeError: ${WORDS[0]}`), 'app-changed'],
    ['that failed while it ran', new FakeErrorEvent('Uncaught RangeError: out of memory'), 'worker-died'],
  ])('%s', (_, event, code) => {
    vi.stubGlobal('ErrorEvent', FakeErrorEvent);
    expect(workerFailed(event).code).toBe(code);
  });

  it('whose script comes empty, or never, gives no sign of life: its calls end in a sentence after a minute', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('navigator', { locks: {} });
    try {
      const create = () => Object.assign(new EventTarget(), { terminate: () => undefined }) as unknown as Worker;
      const [silent, alive] = [new WorkerHandle(create), new WorkerHandle(create)];
      const call = silent.race(new Promise(() => undefined));
      const refused = expect(call).rejects.toMatchObject({ code: 'app-changed' });
      alive.worker.dispatchEvent(new MessageEvent('message', { data: 'a sign' }));
      await vi.advanceTimersByTimeAsync(61_000);
      await refused;
      expect([silent.ended, alive.ended]).toEqual([true, false]);
    } finally {
      vi.useRealTimers();
    }
  });
});
