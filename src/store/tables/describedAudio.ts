import type { Session } from '../engine/session.ts';
import { addAudioFiles, type AddedFiles } from './audioTable.ts';
import { saveDescriptors } from './descriptorTable.ts';
import { saveMetadata } from './metadataTable.ts';
import type { DescribedFile } from '../../workers/contracts/storeRecords.ts';

/** Stores files with their descriptors, windows, failures and licences, inside the open transaction [S1, L4]. */
export async function addDescribedAudio(
  session: Session,
  described: readonly DescribedFile[],
  nowMs: number,
): Promise<AddedFiles> {
  const files = described.map(({ file }) => file);
  const { added, unneededCopies } = await addAudioFiles(session, files, nowMs);
  const metadata = described.flatMap((file) =>
    file.metadata === null ? [] : [{ audioId: file.file.audioId, metadata: file.metadata }],
  );
  if (metadata.length > 0) await saveMetadata(session, metadata, nowMs);
  const outcomes = described.flatMap(({ outcome }) => outcome ?? []);
  const windows = described.flatMap((file) => file.windows);
  return { added, unneededCopies: [...unneededCopies, ...(await saveDescriptors(session, outcomes, windows))] };
}
