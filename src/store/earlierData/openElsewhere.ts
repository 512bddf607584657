import { appError, type AppError } from '../../domain/errors.ts';

export function openElsewhere(): AppError {
  return appError(
    'storage-busy',
    'import',
    'An earlier version of this app has the data set open in another tab. Close that tab, then try again.',
  );
}
