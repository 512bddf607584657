import { AppError } from '../../domain/errors.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Stage } from '../../domain/stage.ts';

/** The rates that every browser's Web Audio accepts, in Hz. */
const MIN_SAMPLE_RATE_HZ = 3000;
const MAX_SAMPLE_RATE_HZ = 768_000;

/** Who reads a file, and what messages call it. */
export interface FileContext {
  readonly stage: Stage;
  readonly path: string | null;
}

/** A file as messages name it. */
export function quoted(path: string | null): string {
  return path === null || path === '' ? 'The file' : `“${path}”`;
}

/** The error for a file that cannot be used: `sentence` continues after the file's name. */
export function refuse(code: ErrorCode, path: string | null, sentence: string): AppError {
  return stageError('import', code, path, sentence);
}

/** {@link refuse} for another stage than the import. */
export function stageError(
  stage: Stage,
  code: ErrorCode,
  path: string | null,
  sentence: string,
  cause?: unknown,
): AppError {
  return new AppError(
    { code, stage, subject: path, message: `${quoted(path)} ${sentence}` },
    cause === undefined ? undefined : { cause },
  );
}

/** Refuses rates and channel counts that nothing can play. Throws `bad-rate` or `damaged-file` with the value. */
export function checkFormat(path: string | null, sampleRateHz: number, channels: number): void {
  if (channels < 1) {
    throw refuse('damaged-file', path, 'declares 0 channels, so it holds no sound; export it again.');
  }
  if (!(sampleRateHz >= MIN_SAMPLE_RATE_HZ && sampleRateHz <= MAX_SAMPLE_RATE_HZ)) {
    throw refuse(
      'bad-rate',
      path,
      `has a sample rate of ${sampleRateHz} Hz; rates from 3,000 to 768,000 Hz can be used. Resample it first.`,
    );
  }
}

/** Refuses a file whose container holds not one frame of sound. */
export function refuseNoFrames(path: string | null): AppError {
  return refuse('no-audio', path, 'has a header but holds no samples; export or download it again.');
}

/** Refuses a file that ends before its header does. */
export function refuseHeader(path: string | null, what: string): AppError {
  return refuse('damaged-file', path, `is damaged: ${what}. Export or download it again.`);
}
