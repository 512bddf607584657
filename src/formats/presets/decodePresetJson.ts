import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS, DESCRIPTORS, type DescriptorColumn, type Descriptors } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, type HyperparameterColumn, type Hyperparameters } from '../../domain/hyperparameters.ts';
import type { Preset } from '../../domain/preset.ts';
import { finiteNumber, readJson, validate, type RefusalOf } from '../validation.ts';
import { decodePluginBlock, pluginBlockSchema } from './decodePluginBlock.ts';
import { PresetRefusal } from './presetRefusal.ts';

/**
 * Reads a preset file, of the desktop or of this app. Facts that are not text are kept as their JSON.
 *
 * @param subject the file's name, for the error.
 * @throws PresetRefusal that says what does not fit.
 */
export function decodePreset(text: string, subject: string): Preset {
  const refuse: RefusalOf = (clause, cause) => new PresetRefusal(subject, 'json', { clause, cause });
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
    ...(file.plugin === undefined ? {} : { plugin: decodePluginBlock(file.plugin) }),
  };
}

function textOf(value: unknown, refuse: RefusalOf): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value ?? null);
  } catch (cause) {
    throw refuse('its “metadata” is nested too deeply', cause);
  }
}

function descriptorsFromColumns(columns: Readonly<Record<DescriptorColumn, number>>): Descriptors {
  return Object.fromEntries(DESCRIPTORS.map(({ key, column }) => [key, columns[column]])) as Descriptors;
}

function hyperparametersFromColumns(columns: Readonly<Record<HyperparameterColumn, number>>): Hyperparameters {
  return Object.fromEntries(HYPERPARAMETERS.map(({ key, column }) => [key, columns[column]])) as Hyperparameters;
}

const presetSchema = v.object({
  format_version: v.literal(1),
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
  plugin: v.optional(pluginBlockSchema),
});
