import type { Objective } from '../../domain/measured.ts';
import type { TrainedModel } from '../../domain/model.ts';
import { randomId } from '../shell/randomId.ts';

/**
 * `ridge-20260131-120000-1a2b3c`: sorts by time and tells two trainings of one second apart by chance and their data. What
 * learned from another objective than the proxy says so: `ridge-measured-20260131-…`, wherever the id goes.
 */
export function modelIdOf(
  kind: TrainedModel['kind'],
  createdAt: Date,
  dataFingerprint: string,
  objective: Objective = 'proxy',
): string {
  const name = objective === 'proxy' ? kind : `${kind}-${objective}`;
  const stamp = createdAt.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${name}-${stamp}-${randomId().slice(0, 4)}${dataFingerprint.slice(0, 2)}`;
}
