import { signal } from '@preact/signals-core';

/** The shipped plugin, in a project at each file's own rate. */
export function pluginSettings() {
  return { builtInModel: signal<string | null>(null), projectRateHz: signal<number | null>(null) };
}
