import { DESCRIPTORS } from '../domain/descriptors.ts';
import type { DescriptorColumn, Descriptors } from '../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../domain/hyperparameters.ts';
import type { HyperparameterColumn, Hyperparameters } from '../domain/hyperparameters.ts';

/** Descriptors under the names that files use, in order. */
export function descriptorsToColumns(descriptors: Descriptors): Record<DescriptorColumn, number> {
  const entries = DESCRIPTORS.map(({ key, column }) => [column, descriptors[key]] as const);
  return Object.fromEntries(entries) as Record<DescriptorColumn, number>;
}

/** Hyperparameters under the names that files use, in order. */
export function hyperparametersToColumns(hyperparameters: Hyperparameters): Record<HyperparameterColumn, number> {
  const entries = HYPERPARAMETERS.map(({ key, column }) => [column, hyperparameters[key]] as const);
  return Object.fromEntries(entries) as Record<HyperparameterColumn, number>;
}
