import { measureWith, type MeasuredSettings, type OtherMeasure } from '../../domain/measured.ts';
import type { PluginModel, TrainedModel } from '../../domain/model.ts';
import type { PluginInUse } from '../../domain/pluginInUse.ts';
import type { HearingSetup } from '../../workers/contracts/measured.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'dataSet' | 'settings'>;

/** The plugin model of the data set that was built into the plugin; null for the shipped plugin. Reads signals. */
export function builtInModel({ dataSet }: Pick<Dependencies, 'dataSet'>): PluginModel | null {
  const id = dataSet.builtInModelId.value;
  return id === null ? null : (dataSet.models.value.find(isBuiltIn(id)) ?? null);
}

/** The plugin that is in use in the DAW, as the user says. Reads signals. */
export function pluginInUse(deps: Dependencies): PluginInUse {
  return { model: builtInModel(deps)?.parameters ?? null, rateHz: deps.settings.projectRateHz.value };
}

/** What searches hear files by: at rates of their own, whatever the project's. Reads signals. */
export function searchSetup(
  deps: Dependencies,
  { clusterCount }: Pick<MeasuredSettings, 'clusterCount'>,
): HearingSetup {
  return { ...pluginInUse(deps), rateHz: null, clusterCount };
}

/** The number of today's measure with the plugin in use (X9). Reads signals. */
export function measureNow(deps: Pick<Dependencies, 'dataSet'>): number {
  return measureWith(builtInModel(deps)?.modelId ?? null);
}

/** What something was measured by, behind “measured”. */
export const OTHER_MEASURE_WORDS: Readonly<Record<OtherMeasure, string>> = {
  earlier: 'by an earlier version',
  'other-plugin': 'with another model in the plugin',
};

function isBuiltIn(id: string) {
  return (model: TrainedModel): model is PluginModel => model.kind === 'plugin' && model.modelId === id;
}
