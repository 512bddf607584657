import { AppError } from '../domain/errors.ts';

/** The error that refuses a file as a model; `reason` is a clause such as `“alpha” is missing`. */
export function badModelFile(subject: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'bad-model-file',
      stage: 'model',
      subject,
      message: `“${subject}” cannot be used as a model: ${reason}. Choose a model that this app or the desktop trainer exported.`,
    },
    { cause },
  );
}
