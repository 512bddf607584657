import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { BrowserDriver, ElementReference, TabDriver } from './driver.ts';
import { callOf } from './puppeteer.ts';

/** The key under which WebDriver gives an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** WebKitGTK's MiniBrowser by WebDriver. Needs a display, such as Xvfb's. */
export async function startWebKit(options: {
  readonly driverPath: string;
  readonly browserPath: string;
  readonly port: number;
  readonly display: string;
}): Promise<BrowserDriver> {
  const driver = spawn(options.driverPath, [`--port=${options.port}`], {
    stdio: 'ignore',
    detached: true,
    // Built against GLib before 2.76, WebKitGTK 2.50 ends where samples are copied out of a decoder, unless slices are ordinary memory.
    env: { ...process.env, DISPLAY: options.display, LANG: 'en_GB.UTF-8', G_SLICE: 'always-malloc' },
  });
  const wire = new Wire(`http://127.0.0.1:${options.port}`);
  await wire.answers();
  const { sessionId, capabilities } = (await wire.post('/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: options.browserPath, args: ['--automation'] },
        timeouts: { script: 300_000, pageLoad: 60_000 },
      },
    },
  })) as { sessionId: string; capabilities: { browserVersion: string } };
  const session = new Wire(`${wire.address}/session/${sessionId}`);
  let used = false;
  return {
    name: 'WebKit',
    version: capabilities.browserVersion,
    newTab: async () => {
      const handle = used
        ? ((await session.post('/window/new', { type: 'tab' })) as { handle: string }).handle
        : ((await session.get('/window')) as string);
      used = true;
      await session.post('/window', { handle });
      return new WebKitTab(session, handle);
    },
    close: async () => {
      await session.delete('');
      await ended(driver, 'SIGTERM');
    },
    kill: async () => ended(driver, 'SIGKILL'),
  };
}

/** Ends the driver and the browser that it started: they are a process group. */
async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-(child.pid ?? 0), signal);
  await gone;
}

/** Requests of the WebDriver protocol. */
class Wire {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  async answers(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await this.get('/status');
        return;
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async get(path: string): Promise<unknown> {
    return this.#send('GET', path);
  }

  async post(path: string, body: unknown): Promise<unknown> {
    return this.#send('POST', path, body);
  }

  async delete(path: string): Promise<unknown> {
    return this.#send('DELETE', path);
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.address + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new Error(`${method} ${path}: ${error}: ${message}`);
  }
}

class WebKitTab implements TabDriver {
  readonly #session: Wire;
  readonly #handle: string;

  constructor(session: Wire, handle: string) {
    this.#session = session;
    this.#handle = handle;
  }

  async #inFront(): Promise<Wire> {
    await this.#session.post('/window', { handle: this.#handle });
    return this.#session;
  }

  async goto(url: string): Promise<void> {
    await (await this.#inFront()).post('/url', { url });
  }

  async reload(): Promise<void> {
    await (await this.#inFront()).post('/refresh', {});
  }

  async evaluate(source: string, ...args: readonly unknown[]): Promise<unknown> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => ${callOf(source, args)})
        .then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) + '\\n' + error.stack }));`;
    const answer = await (await this.#inFront()).post('/execute/async', { script, args: [] });
    const { value, error } = answer as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async find(source: string, ...args: readonly unknown[]): Promise<ElementReference | null> {
    const script = `return ${callOf(source, args)}`;
    const found = await (await this.#inFront()).post('/execute/sync', { script, args: [] });
    return found === null ? null : { element: (found as Record<string, unknown>)[ELEMENT] };
  }

  async click({ element }: ElementReference): Promise<void> {
    await (await this.#inFront()).post(`/element/${String(element)}/click`, {});
  }

  async type({ element }: ElementReference, text: string): Promise<void> {
    await (await this.#inFront()).post(`/element/${String(element)}/value`, { text });
  }

  async setFiles(target: ElementReference, paths: readonly string[]): Promise<void> {
    await this.type(target, paths.join('\n'));
  }

  async screenshot(path: `${string}.png`): Promise<void> {
    const image = (await (await this.#inFront()).get('/screenshot')) as string;
    writeFileSync(path, Buffer.from(image, 'base64'));
  }

  async close(): Promise<void> {
    await (await this.#inFront()).delete('/window');
  }
}
