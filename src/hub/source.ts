import type { AudioMetadata } from '../domain/hubImport.ts';

/** A file of a dropped folder or selection with its path in it. */
export interface DatasetFile {
  readonly path: string;
  readonly file: File;
}

/** Where a public data set comes from: the hub, dropped shards (Parquet or tar), or a folder of audio with its tables. */
export type DatasetSource =
  | { readonly kind: 'hub'; readonly datasetId: string }
  | { readonly kind: 'shards'; readonly name: string; readonly files: readonly DatasetFile[] }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly DatasetFile[] };

/** An audio file that passed, on its way into the data set. */
export interface DatasetItem {
  readonly audio: Blob;
  readonly path: string;
  readonly metadata: AudioMetadata;
}
