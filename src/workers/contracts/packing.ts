import type { PackagedPreset, PackageFormats } from '../../domain/preset.ts';

/** Archives, of which the page would feel the making. */
export interface PackingCalls {
  /** Presets as one zip (V7), with how they came about. Rejects with `bad-input` where a value is not finite. */
  zipPresets(presets: readonly PackagedPreset[], formats: PackageFormats, methods: string): Promise<Blob>;
}
