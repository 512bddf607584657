import { builtInModel, measureNow } from '../model/pluginInUse.ts';
import type { Tools } from '../tools.ts';

/**
 * What the judge measures by: what was said by another measure, with another model in the plugin, at another rate of the
 * project or before a collection was searched, whose preset is a candidate, does not count [X9]. Reads signals.
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
    deps.dataSet.collections.value.flatMap(({ collectionId, resultJson }) => (resultJson === null ? [] : collectionId)),
  ]);
}
