import type { Attribution } from '../../domain/hubImport.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { StoredMetadata } from './records.ts';
import { textOf, textOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

const METADATA_COLUMNS: readonly InsertColumn<StoredMetadata & { readonly nowMs: number }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'dataset_id', type: 'VARCHAR', of: (row) => row.metadata.datasetId },
  { name: 'dataset_config', type: 'VARCHAR', of: (row) => row.metadata.config },
  { name: 'split', type: 'VARCHAR', of: (row) => row.metadata.split },
  { name: 'source_url', type: 'VARCHAR', of: (row) => row.metadata.sourceUrl },
  { name: 'license', type: 'VARCHAR', of: (row) => row.metadata.license },
  { name: 'creator', type: 'VARCHAR', of: (row) => row.metadata.creator },
  { name: 'tags_json', type: 'VARCHAR', of: (row) => JSON.stringify(row.metadata.tags) },
  { name: 'raw_json', type: 'VARCHAR', of: (row) => row.metadata.rawJson },
  { name: 'updated_at', type: 'TIMESTAMP', of: (row) => row.nowMs },
  { name: 'family', type: 'VARCHAR', of: (row) => row.metadata.licenseFamily },
  { name: 'license_source', type: 'VARCHAR', of: (row) => row.metadata.licenseSource },
  { name: 'title', type: 'VARCHAR', of: (row) => row.metadata.title },
];

/** Keeps the metadata of files of the data set, inside the open transaction; one that has some keeps those [L4]. */
export async function saveMetadata(session: Session, rows: readonly StoredMetadata[], nowMs: number): Promise<void> {
  const first = new Map(rows.toReversed().map((row) => [row.audioId, { ...row, nowMs }]));
  session.touched.note('files', first.keys());
  await session.stage(stagedTable('new_metadata', METADATA_COLUMNS, [...first.values()]));
  const kept =
    'audio_id, dataset_id, dataset_config, split, source_url, license, creator, tags_json, raw_json, updated_at';
  await session.script(
    `CREATE OR REPLACE TEMP TABLE fresh_metadata AS SELECT * FROM new_metadata
       WHERE audio_id NOT IN (SELECT audio_id FROM audio_metadata);
     INSERT INTO audio_metadata (${kept}) SELECT ${kept} FROM fresh_metadata;
     INSERT OR REPLACE INTO audio_licenses (audio_id, family, license_source, title)
       SELECT audio_id, family, license_source, title FROM fresh_metadata`,
  );
}

/** Title, author, source and licence of every file that came from a public data set, or of one. */
export async function listAttributions(session: Session, audioId: string | null = null): Promise<Attribution[]> {
  const rows = await session.query(
    `SELECT f.path, l.title, m.creator, m.source_url, m.license, l.family, l.license_source, m.dataset_id, m.tags_json,
            coalesce(m.raw_json LIKE '%"written_as":"WAV"%', false) AS rewritten
     FROM audio_metadata m JOIN audio_files f USING (audio_id) LEFT JOIN audio_licenses l USING (audio_id)
     ${audioId === null ? '' : 'WHERE f.audio_id = ?'} ORDER BY m.dataset_id, f.path`,
    audioId === null ? [] : [audioId],
  );
  return rows.map((row) => ({
    path: textOf(row['path']),
    title: textOrNull(row['title']),
    creator: textOrNull(row['creator']),
    sourceUrl: textOrNull(row['source_url']),
    license: textOrNull(row['license']),
    licenseFamily: textOrNull(row['family']),
    licenseSource: textOrNull(row['license_source']),
    datasetId: textOrNull(row['dataset_id']),
    tags: parseTags(textOrNull(row['tags_json'])),
    isRewritten: row['rewritten'] === true,
  }));
}

/** The desktop writes a list as well; anything else is none. */
function parseTags(json: string | null): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch {
    return [];
  }
}
