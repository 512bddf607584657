import type { DescriptorTrack } from '../../domain/descriptorTrack.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { LiveAnswer } from '../../domain/liveAnswer.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { distanceScaler } from '../pluginModel/steadyBlend.ts';
import { answeredInPlugin, pluginConfidence, toPluginModel, UNPREDICTED } from './pluginModel.ts';

/** The answers of a model along a signal, one for each point of its track [P8, P9]; confidences by {@link distanceScaler}. */
export function answerTrack(parameters: RidgeParameters, track: DescriptorTrack): readonly LiveAnswer[] {
  const model = toPluginModel(parameters);
  const scaler = distanceScaler(model);
  return Array.from(track.timesSec, (timeSec, point) => {
    const descriptors = track.descriptors.subarray(point * DESCRIPTOR_COUNT, (point + 1) * DESCRIPTOR_COUNT);
    if (descriptors.every((value) => value === 0)) return { timeSec, hyperparameters: UNPREDICTED, confidence: 0 };
    return {
      timeSec,
      hyperparameters: answeredInPlugin(model, descriptors),
      confidence: pluginConfidence(scaler, descriptors),
    };
  });
}
