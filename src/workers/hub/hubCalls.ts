import { areTables, recogniseDrop } from '../../hub/recogniseDrop.ts';
import { BROWSER_NET } from '../../hub/api/net.ts';
import { importFromHub } from '../../hub/importFromHub.ts';
import { inspectHubSource } from '../../hub/inspectHubSource.ts';
import { zipFiles } from '../../hub/zip/zipFiles.ts';
import type { HubTools } from '../../hub/openShard.ts';
import type { HubCheckpoint, HubAccess } from '../../domain/hubImport.ts';
import { RoomOnDisk } from './roomOnDisk.ts';
import { transfer } from '../pool/transfer.ts';
import type { HandedItem, HubCalls, HubItem, Member, SkippedAudio } from '../contracts/hub.ts';

/** How often rows that are only passed over are reported. */
const REPORT_MS = 100;

/** Stopping ends the worker, so nothing here is asked to stop. */
const NEVER = new AbortController().signal;

/** Reading of public data sets (rules L). */
export const hubCalls: HubCalls = {
  async inspect(source, choice, access) {
    return inspectHubSource(source, choice, toolsFor(access), NEVER);
  },

  async recognise(files) {
    return recogniseDrop(files);
  },

  async areTables(files) {
    return areTables(files);
  },

  async members(archive) {
    const files = await zipFiles([{ path: `${archive.name}.zip`, file: archive }]);
    const members: Member[] = [];
    for (const { path, blob } of files) members.push({ path, content: await blob(NEVER).catch(() => null) });
    return members;
  },

  async run({ source, plan, checkpoint, access }, sink) {
    let stored = -1;
    let reportedAt = 0;
    const skipped = new Map<string, SkippedAudio>();
    const room = new RoomOnDisk();
    const storeItem = async (item: HubItem) => {
      try {
        return await sink.store(await handedOver(item, room.holds(item.audio)));
      } finally {
        await room.release(item.audio);
      }
    };
    const request = {
      source,
      plan,
      checkpoint,
      tools: { ...toolsFor(access), room, storingBytes: storingBytes() },
      signal: NEVER,
      store: storeItem,
      onSkippedAudio: (reason: string, row: string) => {
        const { rows = 0, example = row } = skipped.get(reason) ?? {};
        skipped.set(reason, { reason, rows: rows + 1, example });
      },
      onCheckpoint: (reached: HubCheckpoint) => {
        const now = performance.now();
        if (handled(reached) === stored && now - reportedAt < REPORT_MS) return;
        stored = handled(reached);
        reportedAt = now;
        sink.reached({ checkpoint: reached, skipped: [...skipped.values()] });
      },
    };
    try {
      return { checkpoint: await importFromHub(request), skipped: [...skipped.values()] };
    } finally {
      await room.clear();
    }
  },
};

/** Sounds up to this size are handed over as bytes. */
const HANDED_BYTES = 64 * 1024 * 1024;

async function handedOver(item: HubItem, isPassing: boolean): Promise<HandedItem> {
  if (item.audio instanceof File || item.audio.size > HANDED_BYTES) return { ...item, isPassing };
  const audio = await item.audio.arrayBuffer();
  return transfer({ ...item, audio, isPassing }, [audio]);
}

function handled({ counters: { saved, alreadyThere, failed } }: HubCheckpoint): number {
  return saved + alreadyThere + failed;
}

/** Each core describes a sound and has the next at hand; those of a few megabytes are held until one is free. */
function storingBytes(): number {
  const cores = 'navigator' in globalThis ? navigator.hardwareConcurrency : 2;
  return Math.min(32, 8 * Math.max(1, cores)) * 1024 * 1024;
}

function toolsFor(access: HubAccess): HubTools {
  return { net: BROWSER_NET, access };
}
