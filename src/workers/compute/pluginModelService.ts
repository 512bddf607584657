import { networkAnswers } from '../../ml/network/scoreNetwork.ts';
import { compareInPlugin } from '../../ml/pluginModel/compareInPlugin.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS, trainPluginModel } from '../../ml/pluginModel/trainPluginModel.ts';
import type { PluginModelService } from '../contracts/pluginModel.ts';

/** Training of what runs inside the plugin (rules P). */
export const pluginModelService: PluginModelService = {
  async trainPluginModel({ windows, teacher, seed }, onProgress) {
    const targets = teacher === null ? null : networkAnswers(teacher, windows.scored);
    const training = await trainPluginModel(windows, targets, { ...DEFAULT_PLUGIN_MODEL_OPTIONS, seed }, onProgress);
    if (training === null) throw new DOMException('Stopped.', 'AbortError');
    return training;
  },

  async compareInPlugin(windows, polynomials) {
    return compareInPlugin(windows, polynomials, DEFAULT_PLUGIN_MODEL_OPTIONS.seed);
  },
};
