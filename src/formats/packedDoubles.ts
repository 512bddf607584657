import * as v from 'valibot';
import { bytesOf } from './presets/binaryText.ts';
import { finiteNumber } from './validation.ts';

/** A list of so many numbers is packed: of 100,000 files a model's lists are 28 MB as text, and half of that packed. */
const PACKED_FROM = 1000;
/** Whole triples of bytes, so that their texts can be joined; no more than a call can have arguments. */
const BYTES_AT_A_TIME = 24_576;

/** Doubles as base64 of their bytes, the lowest first, as every machine that a browser runs on has them. */
export interface PackedDoubles {
  readonly float64Base64: string;
}

/** The numbers for JSON: few as a list, many packed. */
export function plainDoubles(values: Float64Array): number[] | PackedDoubles {
  if (values.length < PACKED_FROM) return Array.from(values);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += BYTES_AT_A_TIME) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + BYTES_AT_A_TIME))));
  }
  return { float64Base64: parts.join('') };
}

const packed = v.pipe(
  v.object({ float64Base64: v.string() }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const values = unpacked(dataset.value);
    if (values?.every(Number.isFinite) === true) return values;
    addIssue({ message: 'Expected finite numbers in base64.' });
    return NEVER;
  }),
);

/** A list of finite numbers of any length as 64-bit floats, packed or not. */
export const doubles = v.union([
  v.pipe(
    v.array(finiteNumber),
    v.transform((values) => Float64Array.from(values)),
  ),
  packed,
]);

/** Null where it is no base64, or not of whole numbers. */
function unpacked({ float64Base64 }: PackedDoubles): Float64Array | null {
  let text;
  try {
    text = atob(float64Base64);
  } catch {
    return null;
  }
  return text.length % Float64Array.BYTES_PER_ELEMENT === 0 ? new Float64Array(bytesOf(text).buffer) : null;
}
