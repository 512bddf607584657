import type { TrainedModel } from '../domain/model.ts';
import { randomId } from './randomId.ts';

/** `ridge-20260131-120000-1a2b3c`: sorts by time and tells two trainings of one second apart by chance and their data. */
export function modelIdOf(kind: TrainedModel['kind'], createdAt: Date, dataFingerprint: string): string {
  const stamp = createdAt.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${kind}-${stamp}-${randomId().slice(0, 4)}${dataFingerprint.slice(0, 2)}`;
}
