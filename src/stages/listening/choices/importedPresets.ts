import { signal } from '@preact/signals-core';
import { custom, object, string } from 'valibot';
import type { ReadPluginPreset } from '../../../formats/presets/readPluginPreset.ts';
import { arrived } from '../../shell/arrived.ts';
import { KeptBySound } from './keptBySound.ts';

/** A preset as it was imported: kept as it came, so that a later visit reads it as strictly. */
interface PresetFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const PRESET_FILE = object({ name: string(), bytes: custom<Uint8Array>((bytes) => ArrayBuffer.isView(bytes)) });

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

/** Presets that were imported, the last for each sound that was open then; one for no sound waits for the next. */
export class ImportedPresets {
  readonly #files = new KeptBySound<PresetFile>('soundImports', PRESET_FILE);
  readonly #all = signal<ReadonlyMap<string, ReadPluginPreset>>(new Map());
  readonly #waiting = signal<ImportedPreset | null>(null);

  /** Reads what earlier visits and other tabs have kept; what cannot be read is passed over. */
  async load(): Promise<void> {
    await this.#files.load();
    if (this.#files.all.size === 0) {
      this.#all.value = new Map();
      return;
    }
    const { readPluginPreset } = await reader();
    const kept = [...this.#files.all].flatMap(([key, { bytes, name }]) => {
      try {
        return [[key, readPluginPreset(bytes, name)] as const];
      } catch {
        return [];
      }
    });
    this.#all.value = new Map(kept);
  }

  /** @param key of a sound; null for the one that waits. Reads the signal. */
  of(key: string | null): ReadPluginPreset | null {
    return key === null ? (this.#waiting.value?.preset ?? null) : (this.#all.value.get(key) ?? null);
  }

  /** @param key of a sound; null for the next one that is opened. */
  keep(key: string | null, imported: ImportedPreset): void {
    if (key === null) {
      this.#waiting.value = imported;
      return;
    }
    this.#files.keep(key, imported.file);
    this.#all.value = new Map([...this.#all.peek(), [key, imported.preset]]);
  }

  /** The one that waits, which waits no longer; null for none. */
  takeWaiting(): ImportedPreset | null {
    const waiting = this.#waiting.peek();
    this.#waiting.value = null;
    return waiting;
  }

  /** Forgets those of all sounds. */
  async forget(): Promise<void> {
    this.#all.value = new Map();
    await this.#files.forget();
  }
}

async function reader() {
  return arrived(import('../../../formats/presets/readPluginPreset.ts'));
}
