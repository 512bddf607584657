import { AppError } from '../../../domain/errors.ts';

/** Refuses what needs an open sound. */
export function nothingOpen(): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'export',
    subject: null,
    message: 'No sound is open, so there is nothing to hear. Open one under “Hear” on the Inference tab first.',
  });
}
