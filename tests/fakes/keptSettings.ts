import { safeParse, type GenericSchema } from 'valibot';
import type * as Settings from '../../src/store/settings.ts';

/** What the browser keeps, for all tabs. */
export const kept = new Map<string, unknown>();
/** Whether it has no room for more. */
export const disk = { isFull: false };

function read<T>(key: string, schema: GenericSchema<unknown, T>, fallback: T): T {
  const parsed = safeParse(schema, structuredClone(kept.get(key)));
  return parsed.success ? parsed.output : fallback;
}

/** The settings of a browser that keeps them in {@link kept}; each is read and written a little later, in order. */
export const keptSettings: Pick<typeof Settings, 'loadSetting' | 'saveSetting' | 'changeSetting' | 'whenSettingsFull'> =
  {
    loadSetting: async (key, schema, fallback) => {
      await Promise.resolve();
      return read(key, schema, fallback);
    },
    saveSetting: async (key, value) => {
      await Promise.resolve();
      if (!disk.isFull) kept.set(key, structuredClone(value));
      return !disk.isFull;
    },
    changeSetting: async (key, schema, fallback, change) => {
      await Promise.resolve();
      if (!disk.isFull) kept.set(key, structuredClone(change(read(key, schema, fallback))));
      return !disk.isFull;
    },
    whenSettingsFull: () => undefined,
  };
