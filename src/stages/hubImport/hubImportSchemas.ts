import {
  array,
  boolean,
  exactOptional,
  nullable,
  number,
  object,
  optional,
  picklist,
  string,
  type GenericSchema,
} from 'valibot';
import type { HubCheckpoint, HubImportPlan } from '../../domain/hubImport.ts';
import { LICENSE_FAMILIES } from '../../domain/license.ts';

/** An import that was begun and not ended: everything that going on after a reload needs. */
export interface KeptImport {
  readonly sourceKind: 'hub' | 'shards' | 'folder';
  readonly plan: HubImportPlan;
  readonly checkpoint: HubCheckpoint | null;
}

const column = nullable(string());

const PLAN = object({
  datasetId: string(),
  revision: nullable(string()),
  shards: array(
    object({
      name: string(),
      kind: picklist(['parquet', 'tar', 'zip', 'folder']),
      url: nullable(string()),
      bytes: number(),
      tables: exactOptional(array(object({ name: string(), url: string(), bytes: number() }))),
    }),
  ),
  rows: nullable(number()),
  cardLicense: nullable(string()),
  tables: optional(array(object({ name: string(), bytes: number() })), []),
  options: object({
    config: string(),
    split: string(),
    maxItems: number(),
    columns: object({
      audio: column,
      license: column,
      source: column,
      creator: column,
      genre: column,
      title: column,
    }),
    allowedFamilies: array(picklist(LICENSE_FAMILIES)),
    useCardLicense: boolean(),
  }),
});

const CHECKPOINT = object({
  revision: nullable(string()),
  position: object({ shard: number(), group: number(), row: number() }),
  counters: object({
    seen: number(),
    saved: number(),
    alreadyThere: number(),
    skippedLicense: number(),
    skippedAudio: number(),
    failed: number(),
  }),
});

/** What is kept of an import between visits. */
export const KEPT_IMPORT: GenericSchema<unknown, KeptImport | null> = nullable(
  object({ sourceKind: picklist(['hub', 'shards', 'folder']), plan: PLAN, checkpoint: nullable(CHECKPOINT) }),
);
