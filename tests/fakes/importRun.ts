import { importDataset } from '../../src/hub/runImport.ts';
import { inspectDataset } from '../../src/hub/inspect.ts';
import type { DatasetTools } from '../../src/hub/openShard.ts';
import type { DatasetItem, DatasetSource } from '../../src/hub/source.ts';
import type { DatasetCheckpoint, DatasetOptions, DatasetOverview, DatasetPlan } from '../../src/domain/hubImport.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../src/domain/license.ts';

export interface RunOptions {
  readonly source: DatasetSource;
  readonly tools: DatasetTools;
  readonly plan: DatasetPlan;
  readonly checkpoint?: DatasetCheckpoint | null;
  readonly signal?: AbortSignal;
  /** Before an item is kept. */
  readonly onItem?: (item: DatasetItem) => void | Promise<void>;
  readonly kept?: DatasetItem[];
}

export interface RunResult {
  readonly items: readonly DatasetItem[];
  readonly checkpoint: DatasetCheckpoint | null;
  readonly error: unknown;
  readonly skippedReasons: readonly string[];
}

/** The plan for what was found, with the default options. */
export function planOf(overview: DatasetOverview, options: Partial<DatasetOptions> = {}): DatasetPlan {
  const { datasetId, revision, shards, rows, cardLicense, config, split, detected } = overview;
  const base: DatasetOptions = {
    config,
    split,
    maxItems: 0,
    columns: detected,
    allowedFamilies: DEFAULT_ALLOWED_FAMILIES,
    useCardLicense: false,
  };
  return { datasetId, revision, shards, rows, cardLicense, options: { ...base, ...options } };
}

export async function inspect(
  source: DatasetSource,
  tools: DatasetTools,
  wish: { readonly config?: string; readonly split?: string } = {},
): Promise<DatasetOverview> {
  const { config = null, split = null } = wish;
  return inspectDataset(source, { config, split }, tools, new AbortController().signal);
}

/** Runs an import that keeps items in memory, by title or path; an error ends it and is handed back. */
export async function runImport({ source, tools, plan, ...options }: RunOptions): Promise<RunResult> {
  const items = options.kept ?? [];
  const known = new Set(items.map(keyOf));
  const skippedReasons: string[] = [];
  let checkpoint = options.checkpoint ?? null;
  let error: unknown = null;
  try {
    checkpoint = await importDataset({
      source,
      plan,
      tools,
      checkpoint,
      signal: options.signal ?? new AbortController().signal,
      store: async (item) => {
        await options.onItem?.(item);
        if (known.has(keyOf(item))) return 'already-there';
        known.add(keyOf(item));
        items.push(item);
        return 'saved';
      },
      onCheckpoint: (reached) => (checkpoint = reached),
      onSkippedAudio: (reason) => skippedReasons.push(reason),
    });
  } catch (thrown) {
    error = thrown;
  }
  return { items, checkpoint, error, skippedReasons };
}

function keyOf({ path, metadata }: DatasetItem): string {
  return `${path}\n${metadata.rawJson}`;
}
