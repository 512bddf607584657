import type { TrainingMatrix } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { InputRange } from '../../domain/model.ts';

/** The smallest and largest value of each descriptor among the training rows, of which there is at least one. */
export function inputRange({ inputs }: Pick<TrainingMatrix, 'inputs'>): InputRange {
  const min = Array.from(inputs.subarray(0, DESCRIPTOR_COUNT));
  const max = min.slice();
  for (let i = DESCRIPTOR_COUNT; i < inputs.length; i++) {
    const column = i % DESCRIPTOR_COUNT;
    min[column] = Math.min(min[column]!, inputs[i]!);
    max[column] = Math.max(max[column]!, inputs[i]!);
  }
  return { min, max };
}
