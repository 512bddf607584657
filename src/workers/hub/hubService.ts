import { isDatasetFolder } from '../../hub/folder/folderShard.ts';
import { BROWSER_NET } from '../../hub/api/net.ts';
import { importDataset } from '../../hub/runImport.ts';
import { inspectDataset } from '../../hub/inspect.ts';
import type { DatasetTools } from '../../hub/openShard.ts';
import type { DatasetCheckpoint, HubAccess } from '../../domain/hubImport.ts';
import { decodeCsv } from '../../formats/csv.ts';
import type { DatasetService } from '../contracts/hub.ts';

/** How often rows that are only passed over are reported. */
const REPORT_MS = 100;

/** Stopping ends the worker, so nothing here is asked to stop. */
const NEVER = new AbortController().signal;

/** Reading of public data sets (rules L). */
export const datasetService: DatasetService = {
  async inspect(source, wish, access) {
    return inspectDataset(source, wish, toolsFor(access), NEVER);
  },

  async isDatasetFolder(files) {
    return isDatasetFolder(files, decodeCsv);
  },

  async run({ source, plan, checkpoint, access }, sink) {
    let stored = -1;
    let reportedAt = 0;
    return importDataset({
      source,
      plan,
      checkpoint,
      tools: toolsFor(access),
      signal: NEVER,
      store: async (item) => sink.store(item),
      onSkippedAudio: (reason) => sink.skippedAudio(reason),
      onCheckpoint: (reached) => {
        const now = performance.now();
        if (handled(reached) === stored && now - reportedAt < REPORT_MS) return;
        stored = handled(reached);
        reportedAt = now;
        sink.reached(reached);
      },
    });
  },
};

function handled({ counters: { saved, alreadyThere, failed } }: DatasetCheckpoint): number {
  return saved + alreadyThere + failed;
}

function toolsFor(access: HubAccess): DatasetTools {
  return { net: BROWSER_NET, access, decodeCsv };
}
