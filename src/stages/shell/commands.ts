import { signal, type ReadonlySignal } from '@preact/signals-core';

/** Something that a person can ask for by name or by keyboard from anywhere. */
export interface Command {
  /** Unique. */
  readonly id: string;
  /** As a menu would say it: `Train Degree-3 Ridge`. */
  readonly title: string;
  /** The heading that it stands under: `Go to`, `Files`, … */
  readonly group: string;
  /** `Mod+K` (Ctrl, on a Mac ⌘), `Alt+1`, `?`; the first one is shown. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; always where it is not said. */
  readonly isEnabled?: () => boolean;
  readonly run: () => void | Promise<unknown>;
}

/** Everything that the command palette offers and the keyboard reaches. */
export class Commands {
  readonly #all = signal<readonly Command[]>([]);

  readonly all: ReadonlySignal<readonly Command[]> = this.#all;

  /** Offers commands; a command of the same id takes the place of an earlier one. The answer takes them back. */
  add(commands: readonly Command[]): () => void {
    const ids = new Set(commands.map(({ id }) => id));
    this.#all.value = [...this.#all.value.filter(({ id }) => !ids.has(id)), ...commands];
    return () => {
      this.#all.value = this.#all.value.filter((command) => !commands.includes(command));
    };
  }
}
