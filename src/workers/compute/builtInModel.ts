import type { RidgeParameters } from '../../domain/model.ts';
import type { PluginInUse } from '../../domain/pluginInUse.ts';
import { loadShippedModel } from '../../ml/plugin/shippedModel.ts';

/** The model that the plugin in use bends its knobs by (B). */
export async function parametersOfPluginInUse({ model }: Pick<PluginInUse, 'model'>): Promise<RidgeParameters> {
  return model ?? loadShippedModel();
}
