import { withHyperparameters, PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { TREATMENTS, type FittedTreatment, type TreatmentId } from '../../src/domain/treatments.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { fitTreatment } from '../../src/ml/treatments/fitTreatment.ts';
import { loudestPart } from '../../src/ml/treatments/loudestPart.ts';

const FITTED_SEC = 10;
const model = await loadShippedModel();

/** Those that do something measurable; the others do what they say by definition. */
export const MEASURED = TREATMENTS.filter(({ id }) => id !== 'defaults' && id !== 'stems' && id !== 'isolate');

/** Every treatment fitted to a piece, as Hear fits it, split by the piece's own playable optimum. */
export function measurePiece(
  channels: readonly Float32Array<ArrayBuffer>[],
  sampleRateHz: number,
): ReadonlyMap<TreatmentId, FittedTreatment> {
  const trainer = new DescriptorAnalyser(sampleRateHz);
  trainer.push(mixToMono(channels));
  const wanted = playableBest(trainer.finish().descriptors).hyperparameters;
  const part = loudestPart(channels, FITTED_SEC * sampleRateHz);
  const split = withHyperparameters(PLUGIN_DEFAULTS, wanted);
  return new Map(MEASURED.map(({ id }) => [id, fitTreatment(part, sampleRateHz, split, id, model)]));
}
