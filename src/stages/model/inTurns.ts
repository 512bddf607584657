import type { DescribedFile, TrainingRow } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { portions } from '../../domain/portions.ts';
import type { TrainingMatrix } from '../../domain/training.ts';
import { compareCodePoints, inModelOrder, trainingMatrix } from '../../ml/model/trainingMatrix.ts';
import { inputsOf } from '../optimisation/directSearch.ts';
import { PageTurns } from '../jobs/pageTurns.ts';

/** So many rows take about half a turn of the page. */
const ROWS_AT_ONCE = 1000;
const SORTED_AT_ONCE = 8192;

/** What `inModelOrder` answers, some turns of the page later: 100,000 rows at once hold it up. */
export async function inModelOrderInTurns<Row extends { readonly audioId: string }>(
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const turns = new PageTurns();
  let sorted: (readonly Row[])[] = [];
  for (const some of portions(rows, SORTED_AT_ONCE)) {
    sorted.push(inModelOrder(some));
    await turns.next();
  }
  while (sorted.length > 1) {
    const merged: (readonly Row[])[] = [];
    for (const [first = [], second = []] of portions(sorted, 2)) {
      merged.push(mergedRows(first, second));
      await turns.next();
    }
    sorted = merged;
  }
  return sorted[0] ?? [];
}

function mergedRows<Row extends { readonly audioId: string }>(first: readonly Row[], second: readonly Row[]): Row[] {
  const merged: Row[] = [];
  let at = 0;
  for (const row of first) {
    for (let other = second[at]; other !== undefined; other = second[++at]) {
      if (compareCodePoints(row.audioId, other.audioId) <= 0) break;
      merged.push(other);
    }
    merged.push(row);
  }
  return merged.concat(second.slice(at));
}

/** What `trainingMatrix` answers, likewise. */
export async function trainingMatrixInTurns(rows: readonly TrainingRow[]): Promise<TrainingMatrix> {
  const ordered = await inModelOrderInTurns(rows);
  const inputs = new Float64Array(rows.length * DESCRIPTOR_COUNT);
  const targets = new Float64Array(rows.length * TARGET_COUNT);
  const turns = new PageTurns();
  for (const [n, some] of portions(ordered, ROWS_AT_ONCE).entries()) {
    const part = trainingMatrix(some);
    inputs.set(part.inputs, n * ROWS_AT_ONCE * DESCRIPTOR_COUNT);
    targets.set(part.targets, n * ROWS_AT_ONCE * TARGET_COUNT);
    await turns.next();
  }
  return { inputs, targets, rows: rows.length };
}

/** What `inputsOf` answers, likewise. */
export async function inputsInTurns(files: readonly DescribedFile[]): Promise<Float64Array> {
  const inputs = new Float64Array(files.length * DESCRIPTOR_COUNT);
  const turns = new PageTurns();
  for (const [n, some] of portions(files, ROWS_AT_ONCE).entries()) {
    inputs.set(inputsOf(some), n * ROWS_AT_ONCE * DESCRIPTOR_COUNT);
    await turns.next();
  }
  return inputs;
}
