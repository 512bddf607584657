import { signal } from '@preact/signals-core';
import type { ReadPluginPreset } from '../../../formats/presets/readPluginPreset.ts';
import { arrived } from '../../shell/arrived.ts';
import type { PresetFile } from './keptChoices.ts';

interface ImportedPreset {
  readonly preset: ReadPluginPreset;
  readonly file: PresetFile;
}

/** Reads a preset. Throws what refuses it. */
export async function importedPreset(file: File): Promise<ImportedPreset> {
  const read = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  const { readPluginPreset } = await reader();
  return { preset: readPluginPreset(read.bytes, read.name), file: read };
}

/** What the files of presets hold that were imported; one that was imported for no sound waits for the next. */
export class ImportedPresets {
  readonly #read = new WeakMap<PresetFile, ReadPluginPreset>();
  readonly #waiting = signal<ImportedPreset | null>(null);

  /** Reads files that were kept; what cannot be read is passed over. */
  async readKept(files: readonly PresetFile[]): Promise<void> {
    if (files.length === 0) return;
    const { readPluginPreset } = await reader();
    for (const file of files) {
      try {
        this.#read.set(file, readPluginPreset(file.bytes, file.name));
      } catch {
        // As if it were not there.
      }
    }
  }

  /** Null where it cannot be read. */
  of(file: PresetFile): ReadPluginPreset | null {
    return this.#read.get(file) ?? null;
  }

  take({ file, preset }: ImportedPreset): void {
    this.#read.set(file, preset);
  }

  /** The one that waits; null for none. Reads the signal. */
  get waiting(): ReadPluginPreset | null {
    return this.#waiting.value?.preset ?? null;
  }

  wait(imported: ImportedPreset): void {
    this.#waiting.value = imported;
  }

  /** The one that waits, which waits no longer; null for none. */
  takeWaiting(): ImportedPreset | null {
    const waiting = this.#waiting.peek();
    this.#waiting.value = null;
    return waiting;
  }
}

async function reader() {
  return arrived(import('../../../formats/presets/readPluginPreset.ts'));
}
