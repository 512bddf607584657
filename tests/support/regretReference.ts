import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import reference from '../fixtures/reference/regret.json' with { type: 'json' };

const inOrder = (set: Readonly<Record<(typeof DESCRIPTOR_COLUMNS)[number], number>>) =>
  DESCRIPTOR_COLUMNS.map((column) => set[column]);

/** 200 descriptor sets to learn from, rows × 12. */
export const REGRET_TRAIN = Float64Array.from(reference.train.flatMap(inOrder));
/** 40 others, rows × 12, with the best score each can reach. */
export const REGRET_UNSEEN = Float64Array.from(reference.test.flatMap(({ descriptors }) => inOrder(descriptors)));
export const REGRET_UNSEEN_BEST = Float64Array.from(reference.test, ({ best_score }) => best_score);
/** Every set is a recording of its own. */
export const REGRET_GROUPS = reference.train.map((_, row) => String(row));
