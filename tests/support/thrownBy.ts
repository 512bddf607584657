import { AppError } from '../../src/domain/errors.ts';

/** The AppError that `work` throws; anything else fails the test. */
export function thrownBy(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
