import { AppError } from '../../domain/errors.ts';
import type { Stage } from '../../domain/stage.ts';

/** The way out where a file's audio is gone. */
export const ADD_AGAIN =
  'Add the file again, or Reconnect it; an example comes by Load Example Sounds. It is recognised by its content. Keep a ' +
  'copy, and later visits have it.';

/** Refuses a file whose audio is gone. @param need what it is wanted for, where that is not plain. */
export function noLongerAtHand(path: string, stage: Stage, need = ''): AppError {
  return new AppError({
    code: 'file-gone',
    stage,
    subject: path,
    message: `“${path}” is no longer at hand${need}. ${ADD_AGAIN}`,
  });
}

/** Refuses to measure presets on a file whose audio is gone. */
export function audioIsGone(path: string): AppError {
  return noLongerAtHand(path, 'optimisation', ', and the measured score has to hear it');
}

/** Refuses to search presets for a file that is not described. */
export function withoutDescriptors(path: string): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'optimisation',
    subject: path,
    message: `“${path}” has no descriptors yet. Extract them on the Import + Descriptors tab first.`,
  });
}
