import * as v from 'valibot';

/** Makes the error that refuses a file: `reason` is a clause such as `“alpha” is missing`. */
export type RefusalOf = (reason: string, cause?: unknown) => Error;

/** A number that JSON can hold. */
export const finiteNumber = v.pipe(v.number(), v.finite());

/** Exactly `length` finite numbers. */
export function numberList(length: number): v.GenericSchema<number[]> {
  return v.pipe(v.array(finiteNumber), v.length(length));
}

/** No file of ours nests lists and objects so deep; what walks through one may rely on it. */
const MAX_DEPTH = 32;

/** Reads JSON text (a byte order mark is allowed). Throws what `refuse` makes where it is no JSON or nested too deep. */
export function readJson(text: string, refuse: RefusalOf): unknown {
  const value = parseJson(text, refuse);
  if (isDeeper(value, MAX_DEPTH)) throw refuse(`it is nested more than ${MAX_DEPTH} levels deep`);
  return value;
}

function parseJson(text: string, refuse: RefusalOf): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw refuse('it is not valid JSON', cause);
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** The value as the schema types it. Throws what `refuse` makes, naming the first place that does not fit. */
export function validate<TSchema extends v.GenericSchema>(
  schema: TSchema,
  value: unknown,
  refuse: RefusalOf,
): v.InferOutput<TSchema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null) throw refuse(`it does not hold what such a file holds (${issue.message})`);
  throw refuse(issue.received === 'undefined' ? `“${path}” is missing` : `“${path}” does not fit: ${issue.message}`);
}
