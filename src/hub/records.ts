import type { UnpackingRoom } from './bytes/unpackingRoom.ts';

/** One row without its audio, class labels decoded. */
export type HubRecord = Readonly<Record<string, unknown>>;

/** A row on its way through an import. */
export type ShardRow =
  | { readonly kind: 'audio'; readonly record: HubRecord; readonly audio: Blob; readonly name: string | null }
  | { readonly kind: 'refused'; readonly record: HubRecord }
  | {
      readonly kind: 'no-audio';
      readonly record: HubRecord;
      /** Of many rows at once: what is wrong with each of them. */
      readonly reason: string;
      /** Which row it is. */
      readonly name: string | null;
    };

/** A row and where the next one begins within the shard. */
export interface PlacedRow {
  readonly row: ShardRow;
  readonly next: ShardPosition;
}

/** Where to go on in a shard. In a tar, `group` is a byte offset. */
export interface ShardPosition {
  readonly group: number;
  readonly row: number;
}

/** What is asked of a shard. */
export interface ShardRequest {
  readonly from: ShardPosition;
  readonly audioColumn: string | null;
  readonly licenseColumn: string | null;
  /** Whether a row with this licence cell is wanted: the audio of others is never read. */
  readonly accepts: (license: unknown) => boolean;
  /** Where archives unpack sounds to; in memory without one. */
  readonly room?: UnpackingRoom;
  readonly signal: AbortSignal;
}
