import type { RidgeParameters } from './model.ts';

/** The plugin that presets and models are for, as it was measured. */
export const PLUGIN = { name: 'InertiaBandsX', vendor: 'InertiaAudio', version: '0.0.3' } as const;

/** The sample rates that a project may have. */
export const PROJECT_RATES_HZ = [44_100, 48_000, 88_200, 96_000] as const;

/** The plugin as it runs in the DAW. */
export interface PluginInUse {
  /** The model that is built into it (B); null for the one that it ships with. */
  readonly model: RidgeParameters | null;
  /** The project's sample rate in Hz, which bands and hop follow; null for each sound's own. */
  readonly rateHz: number | null;
}
