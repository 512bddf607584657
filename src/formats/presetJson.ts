import { DESCRIPTORS } from '../domain/descriptors.ts';
import { AppError } from '../domain/errors.ts';
import { HYPERPARAMETERS } from '../domain/hyperparameters.ts';
import type { Preset } from '../domain/preset.ts';
import { fileStem, safeFileName } from './fileNames.ts';
import { pluginBlock } from './presets/pluginBlock.ts';

const PRESET_FORMAT_VERSION = 1;

/**
 * The text of a preset file: the desktop's shape and key order, two-space indent. `plugin` comes behind what the desktop
 * knows.
 *
 * @throws AppError `bad-input` where a number is not finite, which JSON cannot hold.
 */
export function encodePreset(preset: Preset): string {
  const descriptors = DESCRIPTORS.map(({ key, column }) => [column, preset.descriptors[key]] as const);
  const hyperparameters = HYPERPARAMETERS.map(({ key, column }) => [column, preset.hyperparameters[key]] as const);
  for (const [column, value] of [...descriptors, ...hyperparameters]) {
    if (Number.isFinite(value)) continue;
    throw new AppError({
      code: 'bad-input',
      stage: 'export',
      subject: preset.audioPath,
      message: `The preset of “${preset.audioPath}” cannot be written: its ${column} is not a number. Predict it again.`,
    });
  }
  const file = {
    format_version: PRESET_FORMAT_VERSION,
    created_at_utc: utcTimestamp(preset.createdAt),
    audio_path: preset.audioPath,
    descriptors: Object.fromEntries(descriptors),
    hyperparameters: Object.fromEntries(hyperparameters),
    metadata: { model_path: preset.modelPath, ...preset.facts },
    ...(preset.plugin === undefined ? {} : { plugin: pluginBlock(preset.plugin, preset.hyperparameters) }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * `<audio name without extension>_hyperparams.json`, in characters that every file system takes.
 *
 * @param mark behind the audio's name.
 */
export function presetFileName(audioPath: string, mark = ''): string {
  return `${safeFileName(fileStem(audioPath), 'audio')}${mark}_hyperparams.json`;
}

/** As Python writes an aware UTC time: `2026-01-31T12:00:00.000000+00:00`. */
function utcTimestamp(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}
