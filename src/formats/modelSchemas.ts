import * as v from 'valibot';
import { DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { finiteNumber } from './validation.ts';

/** A list that holds exactly these names in this order: numbers beside it have their meaning from it. */
export function namesInOrder(names: readonly string[]): v.GenericSchema<string[]> {
  return v.pipe(
    v.array(v.string()),
    v.check(
      (list) => list.length === names.length && names.every((name, i) => list[i] === name),
      `Expected ${names.join(', ')}.`,
    ),
  );
}

/** Twelve scales, by which inputs are divided. */
export const scalerScale: v.GenericSchema<number[]> = v.pipe(
  v.array(v.pipe(finiteNumber, v.gtValue(0))),
  v.length(DESCRIPTOR_COUNT),
);
