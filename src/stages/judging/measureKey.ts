import { builtInModel, measureNow } from '../model/pluginInUse.ts';
import type { Tools } from '../tools.ts';

/**
 * What the judge measures by: what was said by another measure, with another model in the plugin or at another rate of the
 * project does not count [X9]. Reads signals.
 */
export function measureKey(deps: Pick<Tools, 'dataSet' | 'settings'>): string {
  const { clusterCount, changeWeight, seed } = deps.settings.measured.value;
  const pluginId = builtInModel(deps)?.modelId ?? null;
  return JSON.stringify([
    measureNow(deps),
    clusterCount,
    changeWeight,
    seed,
    deps.settings.projectRateHz.value,
    pluginId,
  ]);
}
