import type { Session } from '../engine/session.ts';
import { addAudioFiles, type AddedFiles } from './audioTable.ts';
import { saveDescriptors } from './descriptorTable.ts';
import type { DescribedFile } from './records.ts';

/** Stores files with their descriptors, windows and failures, inside the open transaction [S1]. */
export async function addDescribedAudio(
  session: Session,
  described: readonly DescribedFile[],
  nowMs: number,
): Promise<AddedFiles> {
  const files = described.map(({ file }) => file);
  const { added, unneededCopies } = await addAudioFiles(session, files, nowMs);
  const outcomes = described.flatMap(({ outcome }) => outcome ?? []);
  const windows = described.flatMap((file) => file.windows);
  return { added, unneededCopies: [...unneededCopies, ...(await saveDescriptors(session, outcomes, windows))] };
}
