import type { BrowserContext, ConsoleMessage, Request, WebError } from '@playwright/test';

/** Collects what must not happen while a test runs: errors on the console, uncaught errors, foreign requests. */
export class Problems {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];
  private readonly homes: ReadonlySet<string>;

  /** @param urls - addresses whose origins are ours */
  constructor(urls: readonly string[]) {
    this.homes = new Set(urls.map((url) => new URL(url).origin));
  }

  /** Listens to every page, worker and service worker of a browser context. */
  watch(context: BrowserContext): void {
    context.on('console', this.onConsole).on('weberror', this.onWebError).on('request', this.onRequest);
  }

  /** Listens no more. */
  unwatch(context: BrowserContext): void {
    context.off('console', this.onConsole).off('weberror', this.onWebError).off('request', this.onRequest);
  }

  /** Says that this test provokes problems that match. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** What was found and not allowed. */
  unexpected(): string[] {
    return this.found.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)));
  }

  private readonly onConsole = (message: ConsoleMessage): void => {
    if (message.type() === 'error') {
      this.found.push(`console: ${message.text()} (${message.location().url})`);
    }
  };

  private readonly onWebError = (webError: WebError): void => {
    this.found.push(`uncaught: ${webError.error().message}`);
  };

  private readonly onRequest = (request: Request): void => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && !this.homes.has(url.origin)) {
      this.found.push(`foreign request: ${request.method()} ${request.url()}`);
    }
  };
}
