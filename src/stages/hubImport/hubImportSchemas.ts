import {
  array,
  boolean,
  exactOptional,
  finite,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
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
/** JSON reads `1e999` as infinite. */
const COUNT = pipe(number(), finite(), minValue(0));

const PLAN = object({
  datasetId: string(),
  revision: nullable(string()),
  shards: array(
    object({
      name: string(),
      kind: picklist(['parquet', 'tar', 'zip', 'folder']),
      url: nullable(string()),
      bytes: COUNT,
      tables: exactOptional(array(object({ name: string(), url: string(), bytes: COUNT }))),
    }),
  ),
  rows: nullable(COUNT),
  cardLicense: nullable(string()),
  tables: optional(array(object({ name: string(), bytes: COUNT })), []),
  options: object({
    config: string(),
    split: string(),
    maxItems: COUNT,
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
    share: exactOptional(object({ number: COUNT, count: COUNT })),
  }),
});

const CHECKPOINT = object({
  revision: nullable(string()),
  position: object({ shard: COUNT, group: COUNT, row: COUNT }),
  counters: object({
    seen: COUNT,
    saved: COUNT,
    alreadyThere: COUNT,
    skippedLicense: COUNT,
    skippedAudio: COUNT,
    failed: COUNT,
  }),
});

/** What is kept of an import between visits. */
export const KEPT_IMPORT: GenericSchema<unknown, KeptImport | null> = nullable(
  object({ sourceKind: picklist(['hub', 'shards', 'folder']), plan: PLAN, checkpoint: nullable(CHECKPOINT) }),
);
