import { AppError, type ErrorCode } from '../../domain/errors.ts';
import type { Stage } from '../../domain/stage.ts';

/** The instance cannot be used any more: it trapped, died, or did not answer in time. */
export class PoisonedError extends Error {
  override readonly name = 'PoisonedError';
}

/** No answer came in time: what was asked for may be too much, or never end. */
export class LateError extends PoisonedError {}

/** What failed, sorted by what can be done about it. */
export type FailureKind = 'full' | 'busy' | 'damaged' | 'poisoned' | 'ordinary';

const ORDINARY_MESSAGE = /^(?!internal|fatal)[\w ]+ error:/i;
const EXCEPTION_TYPE = /"exception_type"\s*:\s*"(\w+)"/;

/** Sorts what DuckDB, OPFS or the watchdog threw. */
export function classifyFailure(error: unknown): FailureKind {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? `${error.message} ${describe(error.cause)}` : String(error);
  if (
    name === 'QuotaExceededError' ||
    /quota ?exceeded|exceeded (its|the|your)?.*quota|no space|file was full/i.test(message)
  ) {
    return 'full';
  }
  if (
    name === 'NoModificationAllowedError' ||
    /another open Access Handle|Access Handles cannot be created/i.test(message)
  ) {
    return 'busy';
  }
  if (/corrupt|checksum|not a valid duckdb database|replaying wal|failed to load|deserializ/i.test(message))
    return 'damaged';
  if (error instanceof PoisonedError) return 'poisoned';
  const type = EXCEPTION_TYPE.exec(message)?.[1];
  if (type !== undefined) return /internal|fatal/i.test(type) ? 'poisoned' : 'ordinary';
  if (/invalidated/i.test(message)) return 'poisoned';
  return name === 'Error' && ORDINARY_MESSAGE.test(message) ? 'ordinary' : 'poisoned';
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : '';
}

const SENTENCES: Readonly<Record<FailureKind, { readonly code: ErrorCode; readonly message: string }>> = {
  full: {
    code: 'storage-full',
    message:
      'The browser has no room left for this page, so the last step was not saved; everything before it was. ' +
      'Free Space on the Data tab lists what may go; or export the database and free some disk space, then try again.',
  },
  busy: {
    code: 'storage-busy',
    message: 'The data set is open in another tab or window. Close it there, or use it there, then reload this page.',
  },
  damaged: {
    code: 'storage-damaged',
    message:
      'A part of the database file cannot be read. Reload the page: the last good backup is put in its place and the ' +
      'damaged file is kept aside.',
  },
  poisoned: {
    code: 'storage-unavailable',
    message:
      'The database stopped while it worked on this and a second try failed too. What was saved before is safe; ' +
      'reload the page and try again.',
  },
  ordinary: {
    code: 'internal',
    message: 'The database refused a step, so it was not saved; everything before it was. Details tell the cause.',
  },
};

/** What a person is told about a failure of the store. An AppError passes through unchanged. */
export function storeError(error: unknown, stage: Stage, subject: string | null = null): AppError {
  if (error instanceof AppError) return error;
  return new AppError({ ...SENTENCES[classifyFailure(error)], stage, subject }, { cause: error });
}
