import {
  audioColumnsOf,
  audioColumnsWithBest,
  audioRows,
  BEST_WIDTH,
  type AudioRow,
} from '../../domain/audioColumns.ts';
import type { FileChanges } from '../../workers/contracts/packedChanges.ts';

/**
 * Changes of the list of files, one after another, as one: whoever lists 100,000 files takes up each with all of them. A file that was
 * removed and came again is removed and saved in it: it has another place than it had.
 */
export function mergedChanges(changes: readonly FileChanges[]): FileChanges {
  const rows = new Map<string, AudioRow>();
  const removed = new Set<string>();
  const best = new Map<string, Float64Array>();
  for (const { files, best: found } of changes) {
    for (const row of files === undefined ? [] : audioRows(files.saved)) {
      rows.set(row.audioId, row);
      best.delete(row.audioId);
    }
    for (const audioId of files?.removed ?? []) {
      rows.delete(audioId);
      best.delete(audioId);
      removed.add(audioId);
    }
    for (const [i, audioId] of (found?.audioIds ?? []).entries()) {
      const numbers = found?.numbers.subarray(i * BEST_WIDTH, (i + 1) * BEST_WIDTH) ?? new Float64Array(BEST_WIDTH);
      const row = rows.get(audioId);
      if (row === undefined) best.set(audioId, numbers);
      else for (const changed of audioRows(audioColumnsWithBest([row], [0], numbers))) rows.set(audioId, changed);
    }
  }
  const bests = new Float64Array(best.size * BEST_WIDTH);
  [...best.values()].forEach((numbers, i) => bests.set(numbers, i * BEST_WIDTH));
  return {
    ...(rows.size + removed.size === 0
      ? {}
      : { files: { saved: audioColumnsOf([...rows.values()]), removed: [...removed] } }),
    ...(best.size === 0 ? {} : { best: { audioIds: [...best.keys()], numbers: bests } }),
  };
}
