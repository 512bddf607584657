import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import type { HubItem } from '../../src/workers/contracts/hub.ts';
import { importFromHub } from '../../src/hub/importFromHub.ts';
import { testTools } from '../fakes/hubTools.ts';
import { FakeHub } from '../fakes/fakeHub.ts';
import { giantParquet, giantValue } from '../fakes/giantParquet.ts';
import { inspect, planOf } from '../fakes/importRun.ts';

const SOURCE = { kind: 'hub', datasetId: 'x/giant' } as const;
const MEGABYTE = 1_000_000;
const VALUE_BYTES = MEGABYTE;
let hub: FakeHub | null = null;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterEach(async () => {
  await hub?.stop();
  hub = null;
});

async function importGiant(
  valueCount: number,
  codec: 'SNAPPY' | 'UNCOMPRESSED',
  maxItems: number,
  onItem: (item: HubItem) => Promise<void>,
) {
  const files = [giantParquet({ valueCount, valueBytes: VALUE_BYTES, codec })];
  const dataset = {
    license: 'cc0-1.0',
    viewer: 'ready' as const,
    converted: [{ config: 'default', split: 'train', rows: valueCount, files }],
    files: new Map(),
  };
  hub = await FakeHub.start({ repositories: new Map([[SOURCE.datasetId, dataset]]) });
  const tools = testTools(hub);
  const overview = await inspect(SOURCE, tools);
  hub.resetCounters();
  return importFromHub({
    source: SOURCE,
    plan: planOf(overview, { useCardLicense: true, maxItems }),
    tools,
    checkpoint: null,
    signal: new AbortController().signal,
    store: async (item) => {
      await onItem(item);
      return 'saved';
    },
    onCheckpoint: () => undefined,
    onSkippedAudio: () => undefined,
  });
}

describe('a page that holds the audio of a whole row group', () => {
  it.each(['SNAPPY', 'UNCOMPRESSED'] as const)('streams in under 100 MB of memory, %s', async (codec) => {
    const count = 160;
    let peakBytes = 0;
    collectGarbage();
    const startBytes = process.memoryUsage().arrayBuffers;
    let index = 0;
    const { counters } = await importGiant(count, codec, 0, async ({ audio }) => {
      const row = index++;
      // What nobody holds any more is no need for memory.
      if (row % 8 === 7) {
        collectGarbage();
        peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers - startBytes);
      }
      const bytes = new Uint8Array(await audio.arrayBuffer());
      expect(bytes.length).toBe(VALUE_BYTES);
      if (row % 37 === 0) expect(Buffer.compare(bytes, giantValue(row, VALUE_BYTES))).toBe(0);
    });
    expect(counters.saved).toBe(count);
    expect(hub?.sentBytes).toBeLessThan(count * VALUE_BYTES * 1.05);
    expect(peakBytes).toBeGreaterThan(0);
    expect(peakBytes).toBeLessThan(100 * MEGABYTE);
  });

  it('is left when enough is stored: what lies behind is not read', async () => {
    const { counters } = await importGiant(160, 'SNAPPY', 3, async () => undefined);
    expect(counters.saved).toBe(3);
    expect(hub?.sentBytes).toBeLessThan(30 * MEGABYTE);
  });
});
