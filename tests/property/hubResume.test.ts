import { afterEach, describe, expect, it } from 'vitest';
import type { HubItem } from '../../src/workers/contracts/hub.ts';
import type { HubCheckpoint } from '../../src/domain/hubImport.ts';
import { testTools } from '../fakes/hubTools.ts';
import { FakeHub } from '../fakes/fakeHub.ts';
import { fileOf } from '../fakes/fakeFile.ts';
import { inspect, planOf, runImport } from '../fakes/importRun.ts';
import { writeSoundParquet, type AudioLayout } from '../fakes/parquetFiles.ts';
import { soundRows } from '../fakes/soundRows.ts';
import { seeded } from '../support/seeded.ts';

const SOURCE = { kind: 'hub', datasetId: 'x/freesound' } as const;
const rows = soundRows(240, { passShare: 0.5, samples: 2000 });
let hub: FakeHub | null = null;

afterEach(async () => {
  await hub?.stop();
  hub = null;
});

async function startHub(layout: AudioLayout): Promise<FakeHub> {
  const shard = (from: number) =>
    fileOf(writeSoundParquet(rows.slice(from, from + 120), { layout, rowsPerGroup: 20, codec: 'UNCOMPRESSED' }));
  const converted = [{ config: 'default', split: 'train', rows: rows.length, files: [shard(0), shard(120)] }];
  hub = await FakeHub.start({
    repositories: new Map([[SOURCE.datasetId, { viewer: 'ready', converted, files: new Map() }]]),
  });
  return hub;
}

/** What was kept; a few items are stored at once, so that their order may differ. */
const facts = (items: readonly HubItem[]) =>
  items.map(({ path, metadata }) => ({ path, ...metadata })).toSorted((a, b) => a.path.localeCompare(b.path, 'en'));

describe.each(['page-index', 'one-page', 'dictionary'] as const)(
  'an import that is interrupted, layout %s',
  (layout) => {
    it('20 times at random gives the same rows, none twice, and fetches little of what is stored again', async () => {
      const started = await startHub(layout);
      const tools = testTools(started);
      const overview = await inspect(SOURCE, tools);
      const plan = planOf(overview);
      started.resetCounters();
      const whole = await runImport({ source: SOURCE, tools, plan });
      const wholeBytes = started.sentBytes;
      started.resetCounters();

      const random = seeded(7);
      const kept: HubItem[] = [];
      let checkpoint: HubCheckpoint | null = null;
      let interruptions = 0;
      for (;;) {
        const controller = new AbortController();
        const stopAfter = interruptions < 20 ? 1 + Math.floor(random() * 3) : Number.POSITIVE_INFINITY;
        let offered = 0;
        const run = await runImport({
          source: SOURCE,
          tools,
          plan,
          checkpoint,
          kept,
          signal: controller.signal,
          onItem: async () => {
            offered += 1;
            if (offered >= stopAfter) controller.abort(new DOMException('Stopped.', 'AbortError'));
            await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 3)));
          },
        });
        // What a reload keeps is text.
        checkpoint = JSON.parse(JSON.stringify(run.checkpoint)) as HubCheckpoint | null;
        if (run.error === null) break;
        expect(run.error).toMatchObject({ name: 'AbortError' });
        interruptions += 1;
      }
      expect(interruptions).toBe(20);
      expect(facts(kept)).toEqual(facts(whole.items));
      expect(new Set(kept.map(({ path }) => path)).size).toBe(kept.length);
      expect(checkpoint?.counters.seen).toBe(rows.length);
      expect(checkpoint?.counters).toMatchObject({ skippedLicense: 120, skippedAudio: 0, failed: 0 });
      // Each going on costs a footer and the metadata of one row group, and the window that was read ahead.
      const restartBytes = 150_000;
      expect(started.sentBytes).toBeLessThan(wholeBytes + 21 * restartBytes);
    });
  },
);
