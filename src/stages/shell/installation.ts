import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { LogBook } from './logBook.ts';

/** The browser's offer to install the app; Chromium only. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** Installing the app as a program of its own, where the browser offers it. */
export class Installation {
  readonly #log: LogBook;
  readonly #prompt = signal<InstallPromptEvent | null>(null);

  /** Null where the browser does not offer to install, or the app is installed. */
  readonly offer: ReadonlySignal<unknown> = this.#prompt;

  constructor({ log }: { readonly log: LogBook }) {
    this.#log = log;
    addEventListener('beforeinstallprompt', (event) => {
      // The browser's own bar would come at once; ours waits until there is something worth keeping.
      event.preventDefault();
      this.#prompt.value = event as InstallPromptEvent;
    });
    addEventListener('appinstalled', () => {
      this.#prompt.value = null;
      log.info(
        'import',
        'InertiaBands Trainer is installed: it opens from your programs, and audio files open with it.',
      );
    });
  }

  /** Lets the browser ask. An offer can be taken once; the browser makes another when it sees fit. */
  async install(): Promise<void> {
    const prompt = this.#prompt.peek();
    if (prompt === null) return;
    this.#prompt.value = null;
    const { outcome } = await prompt.prompt();
    if (outcome === 'dismissed') this.#log.info('import', 'Not installed. The app works the same in the browser.');
  }
}
