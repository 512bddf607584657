import type { AudioMetadata } from '../domain/hubImport.ts';

/** A file of a dropped folder or selection with its path in it. */
export interface HubFile {
  readonly path: string;
  readonly file: File;
}

/** Where a public data set comes from: the hub, dropped shards (Parquet or tar), or a folder of audio with its tables. */
export type HubSource =
  | { readonly kind: 'hub'; readonly datasetId: string }
  | { readonly kind: 'shards'; readonly name: string; readonly files: readonly HubFile[] }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly HubFile[] };

/** An audio file that passed, on its way into the data set. */
export interface HubItem {
  readonly audio: Blob;
  readonly path: string;
  readonly metadata: AudioMetadata;
}
