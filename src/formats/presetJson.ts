import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS } from '../domain/descriptors.ts';
import type { DescriptorColumn, Descriptors } from '../domain/descriptors.ts';
import { AppError } from '../domain/errors.ts';
import { HYPERPARAMETERS } from '../domain/hyperparameters.ts';
import type { HyperparameterColumn, Hyperparameters } from '../domain/hyperparameters.ts';
import {
  descriptorsFromColumns,
  descriptorsToColumns,
  hyperparametersFromColumns,
  hyperparametersToColumns,
} from './columns.ts';
import { fileStem, safeFileName } from './fileNames.ts';
import { finiteNumber, readJson, validate } from './validation.ts';

const PRESET_FORMAT_VERSION = 1;

/** What a preset file holds. */
export interface Preset {
  readonly createdAt: Date;
  readonly audioPath: string;
  readonly descriptors: Descriptors;
  readonly hyperparameters: Hyperparameters;
  /** The file of the model that answered. */
  readonly modelPath: string;
  /** Further facts for `metadata`: model id, whether refined, seed, confidence. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * The text of a preset file: the desktop's shape and key order, two-space indent.
 *
 * @throws AppError `bad-input` where a number is not finite, which JSON cannot hold.
 */
export function encodePreset(preset: Preset): string {
  const descriptors = descriptorsToColumns(preset.descriptors);
  const hyperparameters = hyperparametersToColumns(preset.hyperparameters);
  for (const [column, value] of [...Object.entries(descriptors), ...Object.entries(hyperparameters)]) {
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
    descriptors,
    hyperparameters,
    metadata: { model_path: preset.modelPath, ...preset.facts },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a preset file. Facts that are not text are kept as their JSON.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-input` that says what does not fit.
 */
export function decodePreset(text: string, subject: string): Preset {
  const refuse = (reason: string, cause?: unknown): AppError =>
    new AppError(
      {
        code: 'bad-input',
        stage: 'import',
        subject,
        message: `“${subject}” is not a preset this app can read: ${reason}. Choose a file that Export Preset JSON wrote.`,
      },
      { cause },
    );
  const file = validate(presetSchema, readJson(text, refuse), refuse);
  const { model_path: modelPath, ...facts } = file.metadata;
  const otherFacts = Object.entries(facts).map(([key, value]) => [key, textOf(value, refuse)] as const);
  return {
    createdAt: new Date(file.created_at_utc),
    audioPath: file.audio_path,
    descriptors: descriptorsFromColumns(file.descriptors),
    hyperparameters: hyperparametersFromColumns(file.hyperparameters),
    modelPath,
    facts: Object.fromEntries(otherFacts),
  };
}

/** `<audio name without extension>_hyperparams.json`, in characters that every file system takes. */
export function presetFileName(audioPath: string): string {
  return `${safeFileName(fileStem(audioPath), 'audio')}_hyperparams.json`;
}

/** As Python writes an aware UTC time: `2026-01-31T12:00:00.000000+00:00`. */
function utcTimestamp(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}

function textOf(value: unknown, refuse: (reason: string, cause?: unknown) => AppError): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value ?? null);
  } catch (cause) {
    throw refuse('its “metadata” is nested too deeply', cause);
  }
}

const presetSchema = v.object({
  format_version: v.literal(PRESET_FORMAT_VERSION),
  created_at_utc: v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'Not a time.'),
  ),
  audio_path: v.string(),
  descriptors: v.object(v.entriesFromList(DESCRIPTOR_COLUMNS, finiteNumber)) as v.GenericSchema<
    Record<DescriptorColumn, number>
  >,
  hyperparameters: v.object(
    v.entriesFromList(
      HYPERPARAMETERS.map(({ column }) => column),
      finiteNumber,
    ),
  ) as v.GenericSchema<Record<HyperparameterColumn, number>>,
  metadata: v.objectWithRest({ model_path: v.string() }, v.unknown()),
});
