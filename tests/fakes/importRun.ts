import { importFromHub } from '../../src/hub/importFromHub.ts';
import { inspectHubSource } from '../../src/hub/inspectHubSource.ts';
import type { HubTools } from '../../src/hub/openShard.ts';
import type { HubItem, HubSource } from '../../src/workers/contracts/hub.ts';
import type { HubCheckpoint, HubImportOptions, HubOverview, HubImportPlan } from '../../src/domain/hubImport.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../src/domain/license.ts';

export interface RunOptions {
  readonly source: HubSource;
  readonly tools: HubTools;
  readonly plan: HubImportPlan;
  readonly checkpoint?: HubCheckpoint | null;
  readonly signal?: AbortSignal;
  /** Before an item is kept. */
  readonly onItem?: (item: HubItem) => void | Promise<void>;
  readonly kept?: HubItem[];
}

export interface RunResult {
  readonly items: readonly HubItem[];
  readonly checkpoint: HubCheckpoint | null;
  readonly error: unknown;
  readonly skippedReasons: readonly string[];
}

/** The plan for what was found, with the default options. */
export function planOf(overview: HubOverview, options: Partial<HubImportOptions> = {}): HubImportPlan {
  const { datasetId, revision, shards, rows, cardLicense, config, split, detected } = overview;
  const base: HubImportOptions = {
    config,
    split,
    maxItems: 0,
    columns: detected,
    allowedFamilies: DEFAULT_ALLOWED_FAMILIES,
    useCardLicense: false,
  };
  return { datasetId, revision, shards, rows, cardLicense, tables: [], options: { ...base, ...options } };
}

export async function inspect(
  source: HubSource,
  tools: HubTools,
  choice: { readonly config?: string; readonly split?: string } = {},
): Promise<HubOverview> {
  const { config = null, split = null } = choice;
  return inspectHubSource(source, { config, split }, tools, new AbortController().signal);
}

/** Runs an import that keeps items in memory, by title or path; an error ends it and is handed back. */
export async function runImport({ source, tools, plan, ...options }: RunOptions): Promise<RunResult> {
  const items = options.kept ?? [];
  const known = new Set(items.map(keyOf));
  const skippedReasons: string[] = [];
  let checkpoint = options.checkpoint ?? null;
  let error: unknown = null;
  try {
    checkpoint = await importFromHub({
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

function keyOf({ path, metadata }: HubItem): string {
  return `${path}\n${metadata.rawJson}`;
}
