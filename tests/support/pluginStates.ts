import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import type { PluginState } from '../../src/ml/plugin/pluginState.ts';
import { pluginStateOf } from '../../src/ml/plugin/pluginStateOf.ts';

/** The state that a preset with these parameters has in the plugin; all others have their defaults. */
export function pluginState(named: Readonly<Record<string, number | undefined>> = {}): PluginState {
  return pluginStateOf({ ...PLUGIN_DEFAULTS, ...named });
}
