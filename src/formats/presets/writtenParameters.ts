import { AppError } from '../../domain/errors.ts';
import { clampParameter, pluginParameters, type PluginParameters } from '../../domain/pluginParameters.ts';

/**
 * The values as a preset holds them: within their ranges, not snapped (V3).
 *
 * @throws AppError `bad-input` where one is not finite: the plugin would take it over.
 */
export function writtenParameters(state: PluginParameters): PluginParameters {
  return pluginParameters((parameter) => {
    const value = state[parameter.id];
    if (Number.isFinite(value)) return clampParameter(parameter, value);
    throw new AppError({
      code: 'bad-input',
      stage: 'export',
      subject: parameter.title,
      message: `The preset cannot be written: its “${parameter.title}” is not a number. Set it again.`,
    });
  });
}
