import type { DescriptorState } from '../../domain/audioFile.ts';
import type { MeasuredCollection } from '../../domain/collection.ts';
import { DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import type { Preset } from '../../formats/presetJson.ts';

/**
 * The best preset of a collection as a preset file: in place of one sound's descriptors stand their means over the files.
 * Throws an AppError for a collection whose search has not finished.
 */
export function collectionPreset(
  collection: MeasuredCollection,
  descriptorsOf: (audioId: string) => DescriptorState | null,
): Preset {
  const { name, result, settings, audioIds } = collection;
  if (result === null) {
    throw new AppError({
      code: 'bad-input',
      stage: 'export',
      subject: name,
      message: `The search over “${name}” has not finished, so it has no preset yet. Start it again: it goes on.`,
    });
  }
  const states = audioIds.map(descriptorsOf).flatMap((state) => (state?.kind === 'done' ? [state.descriptors] : []));
  const means = DESCRIPTORS.map(({ key }): [DescriptorKey, number] => [
    key,
    states.reduce((sum, descriptors) => sum + descriptors[key], 0) / Math.max(states.length, 1),
  ]);
  return {
    createdAt: new Date(),
    audioPath: name,
    descriptors: Object.fromEntries(means) as Record<DescriptorKey, number>,
    hyperparameters: result.hyperparameters,
    modelPath: '',
    facts: {
      objective: 'measured',
      collection: name,
      files: String(result.fileCount),
      settings_tried: String(result.trialCount),
      score: String(result.terms.score),
      purity: String(result.terms.purity),
      mask_change: String(result.terms.maskChange),
      change_weight: String(settings.changeWeight),
      clusters: String(settings.clusterCount),
      plugin_defaults_score: String(result.defaultsScore),
      ...(result.leaveOneOutScore === null ? {} : { leave_one_out_score: String(result.leaveOneOutScore) }),
      descriptors_are: 'means over the files',
    },
  };
}
