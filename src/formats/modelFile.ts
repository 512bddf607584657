import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS } from '../domain/descriptors.ts';
import { TARGET_COLUMNS, TARGET_COUNT } from '../domain/hyperparameters.ts';
import { OBJECTIVES } from '../domain/measured.ts';
import { isCrossValidated, type TrainedModel } from '../domain/model.ts';
import { MEMBER_PARAMETER_COUNT, NETWORK_INPUT_COUNT } from '../domain/scoreNetwork.ts';
import { safeFileName } from './fileNames.ts';
import {
  confidenceSchema,
  count,
  doubleList,
  inputRangeSchema,
  outOfFoldSchema,
  pluginReportSchema,
  polynomialSchema,
  qualitySchema,
  ridgeMetricsSchema,
  scoreMetricsSchema,
} from './modelCommonSchemas.ts';
import { decodeModelFileV1 } from './modelFileV1.ts';
import { badModelFile } from './modelRefusal.ts';
import { namesInOrder } from './modelSchemas.ts';
import { plainDoubles } from './packedDoubles.ts';
import { finiteNumber, numberList, readJson, validate } from './validation.ts';
import type { RefusalOf } from './validation.ts';

const MODEL_FORMAT = 'inertiabands-trainer-model';
const MODEL_FORMAT_VERSION = 3;
/** What a file says that earlier versions of the app can read: one without packed numbers. */
const UNPACKED_VERSION = 2;

/**
 * The text of the product's own model file: everything that is known of a model of any kind, named as in
 * `src/domain/model.ts` but in snake_case. On one line, for it holds mostly numbers.
 *
 * @param methods how it came about, for people; nothing reads it.
 */
export function encodeModelFile(model: TrainedModel, methods?: string): string {
  const { createdAt, ...rest } = model;
  let isPacked = false;
  const fields = toPlain(rest, () => (isPacked = true)) as object;
  const file = {
    format: MODEL_FORMAT,
    format_version: isPacked ? MODEL_FORMAT_VERSION : UNPACKED_VERSION,
    created_at_utc: createdAt.toISOString(),
    // Whose definition of the descriptors the model answers to.
    descriptor_domain: model.kind === 'plugin' ? 'plugin' : 'trainer',
    descriptor_keys: DESCRIPTOR_COLUMNS,
    target_keys: TARGET_COLUMNS,
    ...fields,
    ...(methods === undefined ? {} : { methods }),
  };
  return `${JSON.stringify(file)}\n`;
}

/**
 * Reads a model file of this version or of an earlier one.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodeModelFile(text: string, subject: string): TrainedModel {
  const refuse: RefusalOf = (reason, cause) => badModelFile(subject, reason, cause);
  return decodeTrainedModel(readJson(text, refuse), subject);
}

/** Whether a value read from JSON says that it is a model file of ours. */
export function isModelFile(value: unknown): boolean {
  return v.is(v.looseObject({ format: v.literal(MODEL_FORMAT) }), value);
}

/**
 * Checks a value read from JSON and gives the model it describes.
 *
 * @param subject what it came from, for the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodeTrainedModel(value: unknown, subject: string): TrainedModel {
  const refuse: RefusalOf = (reason, cause) => badModelFile(subject, reason, cause);
  const head = validate(headSchema, value, refuse);
  if (head.format !== MODEL_FORMAT) throw refuse('it is not a model file of this app');
  if (head.format_version === 1) return decodeModelFileV1(value, refuse);
  if (head.format_version !== UNPACKED_VERSION && head.format_version !== MODEL_FORMAT_VERSION) {
    throw refuse(
      `it has format version ${head.format_version} and this app reads versions up to ${MODEL_FORMAT_VERSION}; ` +
        'another version of the app may read it',
    );
  }
  // The schemas name things as the code does; what they refuse is named as in the file.
  const refuseField: RefusalOf = (reason, cause) => refuse(reason.replace(/“[^”]*”/, snakeCase), cause);
  const plain = validate(v.looseObject({ kind: v.picklist(KINDS) }), camelKeys(value), refuseField);
  const domain = plain.kind === 'plugin' ? 'plugin' : 'trainer';
  validate(v.looseObject({ descriptorDomain: v.literal(domain) }), plain, refuseField);
  return checked(decodeFields(validate(modelSchema, plain, refuseField)), refuse);
}

/** Reads what versions before format 2 kept in the database: a ridge model with the code's own names. */
export function decodeLegacyArtifact(value: unknown, subject: string): TrainedModel {
  const refuse: RefusalOf = (reason, cause) => badModelFile(subject, reason, cause);
  const { createdAt, ...file } = validate(legacySchema, value, refuse);
  return checked(
    { ...file, createdAt: new Date(createdAt), objective: 'proxy', quality: null, confidence: null },
    refuse,
  );
}

/** `<model id>.json` */
export function modelFileName(modelId: string): string {
  return `${safeFileName(modelId, 'model')}.json`;
}

/** Lists whose lengths depend on each other. */
function checked(model: TrainedModel, refuse: RefusalOf): TrainedModel {
  if (!isCrossValidated(model)) return model;
  const { rows } = model.metrics;
  const { actual, predicted } = model.outOfFold;
  if (actual.length !== rows * TARGET_COUNT || predicted.length !== rows * TARGET_COUNT) {
    throw refuse(`“out_of_fold” does not hold ${TARGET_COUNT} numbers for each of ${rows} rows`);
  }
  if (model.kind === 'network' && model.objective === 'proxy' && model.confidence === null) {
    throw refuse('“confidence” does not fit: a network that learned from the score has one');
  }
  if (model.kind === 'network' && model.heldOutBy.length !== rows) {
    throw refuse(`“held_out_by” does not hold a number for each of ${rows} rows`);
  }
  return model;
}

const KINDS = ['ridge', 'network', 'student', 'plugin', 'imported'] as const;

const headSchema = v.object({ format: v.optional(v.unknown()), format_version: v.optional(v.number()) });

const ridgeEntries = {
  kind: v.literal('ridge'),
  alphaGrid: v.picklist(['desktop', 'extended']),
  foldSeed: count,
  parameters: polynomialSchema,
  metrics: ridgeMetricsSchema,
  outOfFold: outOfFoldSchema,
};

const legacySchema = v.object({
  modelId: v.pipe(v.string(), v.nonEmpty()),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  dataFingerprint: v.string(),
  inputRange: inputRangeSchema,
  ...ridgeEntries,
});

const common = {
  modelId: v.pipe(v.string(), v.nonEmpty()),
  createdAtUtc: v.pipe(v.string(), v.isoTimestamp()),
  descriptorKeys: namesInOrder(DESCRIPTOR_COLUMNS),
  targetKeys: namesInOrder(TARGET_COLUMNS),
  // Absent in files of versions that knew the proxy only.
  objective: v.optional(v.picklist(OBJECTIVES), 'proxy'),
  measure: v.exactOptional(count),
  sampledFrom: v.exactOptional(count),
  dataFingerprint: v.string(),
  inputRange: v.nullable(inputRangeSchema),
  quality: v.nullable(qualitySchema),
  confidence: v.nullable(confidenceSchema),
};

const member = v.pipe(
  numberList(MEMBER_PARAMETER_COUNT),
  v.transform((values) => Float32Array.from(values)),
);

const modelSchema = v.variant('kind', [
  v.object({ ...common, ...ridgeEntries }),
  v.object({
    ...common,
    kind: v.literal('network'),
    seed: count,
    network: v.object({
      inputMean: doubleList(NETWORK_INPUT_COUNT),
      inputScale: doubleList(NETWORK_INPUT_COUNT),
      members: v.pipe(v.array(member), v.minLength(1)),
    }),
    metrics: scoreMetricsSchema,
    outOfFold: outOfFoldSchema,
    heldOutBy: v.pipe(
      v.array(v.pipe(count, v.maxValue(255))),
      v.transform((values) => Uint8Array.from(values)),
    ),
    bestSteps: v.array(count),
  }),
  v.object({
    ...common,
    kind: v.literal('student'),
    seed: count,
    teacherId: v.string(),
    parameters: polynomialSchema,
    metrics: scoreMetricsSchema,
    outOfFold: outOfFoldSchema,
  }),
  v.object({
    ...common,
    kind: v.literal('plugin'),
    seed: count,
    parameters: polynomialSchema,
    windowCount: count,
    recordingCount: count,
    report: pluginReportSchema,
    constantReport: pluginReportSchema,
  }),
  v.object({
    ...common,
    kind: v.literal('imported'),
    origin: v.picklist(['header', 'equations']),
    fileName: v.string(),
    parameters: polynomialSchema,
    claimed: v.nullable(v.object({ alpha: finiteNumber, cvMse: finiteNumber, trainMse: finiteNumber })),
  }),
]);

function decodeFields(file: v.InferOutput<typeof modelSchema>): TrainedModel {
  const { createdAtUtc, descriptorKeys: _, targetKeys: __, ...model } = file;
  return { ...model, createdAt: new Date(createdAtUtc) };
}

/** Keys in snake_case, typed arrays as lists or, where they are long, packed; numbers that JSON has no word for as text. */
function toPlain(value: unknown, onPacked: () => void): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Float64Array) {
    const plain = plainDoubles(value);
    if (Array.isArray(plain)) return plain;
    onPacked();
    return toPlain(plain, onPacked);
  }
  if (value instanceof Float32Array || value instanceof Uint8Array) return Array.from(value);
  if (Array.isArray(value)) return value.map((inner) => toPlain(inner, onPacked));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeCase(key), toPlain(inner, onPacked)]));
}

function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), camelKeys(inner)]));
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
