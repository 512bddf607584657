import {
  NO_COUNTERS,
  type HubCheckpoint,
  type HubCounters,
  type HubImportPlan,
  type HubPosition,
  type HubShard,
  type HubShare,
  type HubVerdict,
} from '../domain/hubImport.ts';
import { AppError } from '../domain/errors.ts';
import { licenseOf } from './columns/licenses.ts';
import { itemMetadata, itemPath, ownName } from './itemMetadata.ts';
import { HubApi } from './api/hubApi.ts';
import { decideLicense } from './licenseDecision.ts';
import { ShardOpener, type HubTools } from './openShard.ts';
import type { PlacedRow, ShardRow } from './records.ts';
import type { HubItem, HubSource } from '../workers/contracts/hub.ts';

/** Items that may be on their way at once: while some wait for their COMMIT, others are described. */
const STORING_AT_ONCE = 48;
/** The same in bytes, beyond the one that is stored in any case; `HubTools` may say less. */
const STORING_BYTES = 32 * 1024 * 1024;

export interface HubImport {
  readonly source: HubSource;
  readonly plan: HubImportPlan;
  /** Where an earlier run stopped; null from the beginning. */
  readonly checkpoint: HubCheckpoint | null;
  readonly tools: HubTools;
  readonly signal: AbortSignal;
  /** Stores an item; resolves when it is safe. */
  readonly store: (item: HubItem) => Promise<HubVerdict>;
  /** Called in the order of the rows: everything before the checkpoint's position is counted and stored. */
  readonly onCheckpoint: (checkpoint: HubCheckpoint) => void;
  /** Why a row's audio was passed over, and which row it was; once per row. */
  readonly onSkippedAudio: (reason: string, row: string) => void;
}

type Outcome = keyof Omit<HubCounters, 'seen'>;

interface Pending {
  readonly next: HubPosition;
  readonly outcome: Outcome | Promise<Outcome>;
  readonly bytes: number;
}

const OUTCOME_OF: Readonly<Record<HubVerdict, Outcome>> = {
  saved: 'saved',
  'already-there': 'alreadyThere',
  failed: 'failed',
};

/**
 * Reads a data set row by row and hands what passes to `store`, a few at a time, in order. Resolves to the last
 * checkpoint when all is read or the wanted number is stored; rejects with AppError, or with the signal's reason, after
 * what was under way has ended. Going on from the last checkpoint gives the same rows as an uninterrupted run.
 */
export async function importFromHub(request: HubImport): Promise<HubCheckpoint> {
  const progress = new Progress(request);
  try {
    if (progress.isEnough()) return progress.checkpoint;
    for await (const placed of rowsFrom(request)) {
      const bytes = placed.row.kind === 'audio' ? placed.row.audio.size : 0;
      progress.add({ next: placed.next, outcome: handle(request, placed), bytes });
      while (progress.isFull()) await progress.settleFirst();
      while (progress.mayBeEnough()) await progress.settleFirst();
      if (progress.isEnough()) break;
    }
  } catch (error) {
    await progress.settleAll().catch(() => undefined);
    throw error;
  }
  await progress.settleAll();
  return progress.checkpoint;
}

interface PlannedRow extends Omit<PlacedRow, 'next'> {
  readonly next: HubPosition;
  readonly number: number;
}

async function* rowsFrom({ source, plan, checkpoint, tools, signal }: HubImport): AsyncGenerator<PlannedRow> {
  const { columns, allowedFamilies, useCardLicense } = plan.options;
  const from = checkpoint?.position ?? { shard: 0, group: 0, row: 0 };
  const allowed = new Set(allowedFamilies);
  const opener = new ShardOpener(source, new HubApi(tools.access, tools.net), plan.shards);
  let number = checkpoint?.counters.seen ?? 0;
  /** What others import of it, before what is read now; rows are counted over all shards, but only where that is asked. */
  const uncounted: HubShard[] = [];
  for (const [index, shard] of plan.shards.entries()) {
    const isOurs = isWithin(plan.options.share, index);
    if (!isOurs) uncounted.push(shard);
    if (!isOurs || index < from.shard) continue;
    signal.throwIfAborted();
    const { reader } = await opener.open(shard, signal);
    const rows = reader.read({
      from: index === from.shard ? from : { group: 0, row: 0 },
      audioColumn: columns.audio,
      licenseColumn: columns.license,
      accepts: (cell) => allowed.has(decideLicense(cell, plan.cardLicense, useCardLicense).family),
      ...(tools.room === undefined ? {} : { room: tools.room }),
      signal,
    });
    for await (const { row, next } of rows) {
      number += 1;
      if (isUnnamed(row)) for (const other of uncounted.splice(0)) number += await opener.rowsOf(other, signal);
      yield { row: await withNamedAudio(row, opener, signal), next: { shard: index, ...next }, number };
    }
  }
}

function isWithin(share: HubShare | undefined, index: number): boolean {
  return share === undefined || index % share.count === share.number - 1;
}

/** Whether a row is told from others by its number only. */
function isUnnamed(row: ShardRow): boolean {
  return row.kind !== 'refused' && ownName(row.name) === '';
}

/** A row whose audio is not in its shard but lies on the hub, where the row names it. */
async function withNamedAudio(row: ShardRow, opener: ShardOpener, signal: AbortSignal): Promise<ShardRow> {
  if (row.kind !== 'no-audio' || row.name === null) return row;
  try {
    const audio = await opener.named(row.name, signal);
    return audio === null ? row : { kind: 'audio', record: row.record, audio, name: row.name };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'network' || error.code === 'rate-limited') throw error;
    return { ...row, reason: 'the hub has no file where they name it' };
  }
}

function handle({ plan, store, onSkippedAudio }: HubImport, { row, number }: PlannedRow): Pending['outcome'] {
  if (row.kind === 'refused') return 'skippedLicense';
  if (row.kind === 'no-audio') {
    onSkippedAudio(row.reason, row.name ?? `row ${number}`);
    return 'skippedAudio';
  }
  const { columns, useCardLicense } = plan.options;
  const license = decideLicense(licenseOf(row.record, columns.license), plan.cardLicense, useCardLicense);
  const metadata = itemMetadata(plan, row.record, license);
  const outcome = itemPath(plan, row.audio, row.name, number)
    .then(async (path) => store({ audio: row.audio, path, metadata }))
    .then((verdict) => OUTCOME_OF[verdict]);
  // A failure is met when its turn comes; until then nobody waits for it.
  outcome.catch(() => undefined);
  return outcome;
}

/** What is under way, in the order of the rows, and the checkpoint behind what has ended. */
class Progress {
  readonly #request: HubImport;
  readonly #pending: Pending[] = [];
  #checkpoint: HubCheckpoint;

  constructor(request: HubImport) {
    this.#request = request;
    this.#checkpoint = request.checkpoint ?? {
      revision: request.plan.revision,
      position: { shard: 0, group: 0, row: 0 },
      counters: NO_COUNTERS,
    };
  }

  get checkpoint(): HubCheckpoint {
    return this.#checkpoint;
  }

  get underWay(): number {
    return this.#pending.filter(({ outcome }) => typeof outcome !== 'string').length;
  }

  isEnough(): boolean {
    const { maxItems } = this.#request.plan.options;
    return maxItems > 0 && this.#stored() >= maxItems;
  }

  /** Whether the wanted number is reached if all that is under way gets stored. */
  mayBeEnough(): boolean {
    const { maxItems } = this.#request.plan.options;
    return maxItems > 0 && this.underWay > 0 && this.#stored() + this.underWay >= maxItems;
  }

  /** Whether something has to end before more may begin. */
  isFull(): boolean {
    const bytes = this.#pending.reduce((sum, pending) => sum + pending.bytes, 0);
    return (
      this.underWay >= STORING_AT_ONCE ||
      (this.underWay > 1 && bytes > (this.#request.tools.storingBytes ?? STORING_BYTES))
    );
  }

  add(pending: Pending): void {
    if (typeof pending.outcome === 'string' && this.#pending.length === 0) this.#count(pending.next, pending.outcome);
    else this.#pending.push(pending);
  }

  /** Waits for the oldest item that is under way, and counts it with the rows behind it that need no wait. */
  async settleFirst(): Promise<void> {
    const [first] = this.#pending;
    if (first === undefined) return;
    this.#count(first.next, await first.outcome);
    this.#pending.shift();
    for (let ready = this.#pending[0]; ready !== undefined; [ready] = this.#pending) {
      if (typeof ready.outcome !== 'string') return;
      this.#count(ready.next, ready.outcome);
      this.#pending.shift();
    }
  }

  async settleAll(): Promise<void> {
    while (this.#pending.length > 0) await this.settleFirst();
  }

  #stored(): number {
    const { saved, alreadyThere } = this.#checkpoint.counters;
    return saved + alreadyThere;
  }

  #count(position: HubPosition, outcome: Outcome): void {
    const { revision, counters } = this.#checkpoint;
    this.#checkpoint = {
      revision,
      position,
      counters: { ...counters, seen: counters.seen + 1, [outcome]: counters[outcome] + 1 },
    };
    this.#request.onCheckpoint(this.#checkpoint);
  }
}
