import type { Stage } from './stage.ts';

/** Every kind of failure that the product can tell a person about. */
export type ErrorCode =
  | 'unsupported-format'
  | 'damaged-file'
  | 'empty-file'
  | 'no-audio'
  | 'bad-samples'
  | 'bad-rate'
  | 'file-gone'
  | 'too-few-rows'
  | 'bad-model-file'
  | 'bad-database'
  | 'bad-input'
  | 'storage-full'
  | 'storage-unavailable'
  | 'storage-damaged'
  | 'storage-busy'
  | 'network'
  | 'rate-limited'
  | 'gated'
  | 'bad-hub-source'
  | 'worker-died'
  | 'app-changed'
  | 'aborted'
  | 'internal';

export interface AppErrorFields {
  readonly code: ErrorCode;
  readonly stage: Stage;
  /** What it happened to: a file's path, a model's id; null where nothing in particular. */
  readonly subject: string | null;
  /** What a person reads: what happened, why, and the way out, in one or two sentences. */
  readonly message: string;
  /** What unfolds beneath it: stack, SQL, the cause's words. */
  readonly details?: string | null;
}

/** The one error type that crosses layers. It survives structured cloning through {@link toErrorFields}. */
export class AppError extends Error implements AppErrorFields {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly stage: Stage;
  readonly subject: string | null;
  readonly details: string | null;

  constructor(fields: AppErrorFields, options?: { cause?: unknown }) {
    super(fields.message, options);
    this.code = fields.code;
    this.stage = fields.stage;
    this.subject = fields.subject;
    this.details = fields.details ?? (options?.cause === undefined ? null : describeCause(options.cause));
  }
}

/** An error about nothing in particular. */
export function appError(code: ErrorCode, stage: Stage, message: string): AppError {
  return new AppError({ code, stage, subject: null, message });
}

/** How browsers say that a script of the page or of a worker could not be had. */
const FILE_NOT_HAD =
  /dynamically imported module|importing a module script failed|load(ing)? worker script|load a worklet|preload CSS/iu;

/** The words for a file of the app that is missing or damaged on its host, or belongs to another version. */
export function appFileMissing(details: string | null): AppErrorFields {
  return {
    code: 'app-changed',
    stage: 'import',
    subject: null,
    message:
      'A part of the app could not be loaded: it was updated meanwhile, or a file of it is missing on its host. ' +
      'Reload the page; your data is safe.',
    details,
  };
}

/** The words for a file of the app that takes long to come, which need not mean that it is missing. */
export function appFileLate(): AppErrorFields {
  return {
    ...appFileMissing(null),
    message:
      'A part of the app has not come yet: the connection or this machine is slow, or a file of it is missing on its host. ' +
      'It shows as soon as it is here. If it does not come, reload the page; your data is safe.',
  };
}

/** Whether a message of a browser says that a file of the app could not be had. */
export function saysFileMissing(message: string): boolean {
  return FILE_NOT_HAD.test(message);
}

/** The plain fields of an error, fit for `postMessage` and for the log. */
export function toErrorFields(error: unknown, fallback: { stage: Stage; subject?: string | null }): AppErrorFields {
  if (error instanceof AppError) {
    const { code, stage, subject, message, details } = error;
    return { code, stage, subject, message, details };
  }
  if (isOfMissingFile(error)) return appFileMissing(describeCause(error));
  if (isAbort(error)) {
    return { code: 'aborted', stage: fallback.stage, subject: fallback.subject ?? null, message: 'Stopped.' };
  }
  return {
    code: 'internal',
    stage: fallback.stage,
    subject: fallback.subject ?? null,
    message: `Something unexpected went wrong (${error instanceof Error ? error.message : String(error)}). Reload the page and try again.`,
    details: describeCause(error),
  };
}

/**
 * A script that does not parse is not the one that was built; what people hand in is parsed as JSON or as an expression. Of what
 * a worker's worker did not catch the page is told the words alone.
 */
function isOfMissingFile(error: unknown): boolean {
  if (typeof error === 'string') return saysFileMissing(error);
  if (!(error instanceof Error)) return false;
  return (
    saysFileMissing(error.message) || (error instanceof SyntaxError && !/JSON|regular expression/iu.test(error.message))
  );
}

/** Whether an error only says that the user stopped the work. */
export function isAbort(error: unknown): boolean {
  return (
    (error instanceof AppError && error.code === 'aborted') || (error instanceof Error && error.name === 'AbortError')
  );
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { stack = '' } = cause;
  // Only Chromium begins a stack with the message.
  return stack.includes(cause.message) && stack !== '' ? stack : `${cause.name}: ${cause.message}\n${stack}`.trimEnd();
}
