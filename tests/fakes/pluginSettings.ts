import { signal } from '@preact/signals-core';

/** A project at each file's own rate. */
export function pluginSettings() {
  return { projectRateHz: signal<number | null>(null) };
}
