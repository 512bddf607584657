/** What a full disk takes of the write that meets it. */
export type Taken = 'nothing' | 'half' | 'all but the last byte' | 'all';

/** From the write of that number on, counted from 1, the disk is full for the workers of that kind. */
export interface FullDisk {
  readonly worker: 'store' | 'duckdb' | 'any';
  readonly fromWrite: number;
  readonly taken: Taken;
  /** The disk has been full before. */
  readonly isMet?: boolean;
  /** The worker never gets beyond that write, as where the browser is killed at it. */
  readonly isLast?: boolean;
  /** In the place of a write: so many bytes are taken, and not one more. */
  readonly fromByte?: number;
}

/** Every kind of worker has no room from its first write on. */
export const NO_ROOM: FullDisk = { worker: 'any', fromWrite: 1, taken: 'nothing', isMet: true };

const CHANNEL = 'disk';
const ASK = 'ask';
const STOPPED = 'stopped';
let told: FullDisk | null = null;
let answers: BroadcastChannel | null = null;

let stopped = (): void => undefined;

/** Resolves when a worker has come to its last write. */
export async function whenStopped(): Promise<void> {
  return new Promise((resolve) => (stopped = resolve));
}

/** Tells the workers that have {@link cutWrites}, and those that start later, of a full disk; with null that there is room. */
export function tellDisk(full: FullDisk | null): void {
  told = full;
  if (full !== null && full.isMet !== true) written.clear();
  if (answers === null) {
    answers = new BroadcastChannel(CHANNEL);
    answers.addEventListener('message', ({ data }) => {
      if (data === ASK) answers?.postMessage(told);
      else if (data === STOPPED) stopped();
      else if (data !== null && typeof data === 'object' && 'bytes' in data) {
        written.set(data.by, Math.max(written.get(data.by) ?? 0, data.bytes));
      }
    });
  }
  answers.postMessage(told);
}

let full: FullDisk | null = null;
let writes = 0;
let bytesTaken = 0;

/**
 * How many bytes a worker of each kind has written since the test last told of a disk that gets full after so many, as far as
 * they have told: the most that one has, as those that start later count anew.
 */
export const written = new Map<FullDisk['worker'], number>();

/** Lets writes of this worker run into a full disk when the test says so: fewer bytes are taken, as OPFS does. */
export function cutWrites(worker: FullDisk['worker']): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', ({ data }: MessageEvent<FullDisk | typeof ASK | typeof STOPPED | null>) => {
    if (data === ASK || data === STOPPED || (data !== null && 'bytes' in data)) return;
    full = data;
  });
  channel.postMessage(ASK);
  // The page's library of types, which these files are checked with, does not know what workers have.
  const { prototype } = Reflect.get(globalThis, 'FileSystemSyncAccessHandle') as { readonly prototype: object };
  const write = Reflect.get(prototype, 'write') as (bytes: Uint8Array, options: unknown) => number;
  Reflect.set(prototype, 'write', function cut(this: unknown, bytes: Uint8Array, options: unknown) {
    if (full?.worker !== worker && full?.worker !== 'any') return Reflect.apply(write, this, [bytes, options]);
    if (full.fromByte !== undefined) {
      const accepted = full.isMet ? 0 : Math.min(bytes.length, Math.max(0, full.fromByte - bytesTaken));
      bytesTaken += accepted;
      channel.postMessage({ by: worker, bytes: bytesTaken });
      return accepted === 0 ? 0 : Reflect.apply(write, this, [bytes.subarray(0, accepted), options]);
    }
    writes += 1;
    // A worker that starts when the disk is full has no room from its first write on.
    const left = full.isMet ? 0 : full.fromWrite - writes;
    const accepted = left > 0 ? bytes.length : left === 0 && !full.isMet ? taken(full, bytes.length) : 0;
    const count = accepted === 0 ? 0 : Reflect.apply(write, this, [bytes.subarray(0, accepted), options]);
    if (left > 0 || full.isLast !== true) return count;
    channel.postMessage(STOPPED);
    for (;;);
  });
}

function taken({ taken: part }: FullDisk, length: number): number {
  if (part === 'nothing' || part === 'all') return part === 'all' ? length : 0;
  return part === 'half' ? length >> 1 : length - 1;
}
