import { recordingGroup } from '../../ml/quality/recordingGroup.ts';
import type { Tools } from '../tools.ts';

/** Answers for a file's path which recording it is from, by all that is known of the data set's files (Q). */
export async function recordingsByPath({ store }: Pick<Tools, 'store'>): Promise<(path: string) => string> {
  const sourceUrls = new Map((await store.listAttributions()).map(({ path, sourceUrl }) => [path, sourceUrl]));
  return (path) => recordingGroup({ path, sourceUrl: sourceUrls.get(path) ?? null });
}
