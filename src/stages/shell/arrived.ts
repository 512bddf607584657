import { AppError, appFileLate } from '../../domain/errors.ts';

/** Longer than a line that works takes for one script. */
const ARRIVED_WITHIN_MS = 8000;

/** A part of the app that is loaded when it is needed. Rejects where it has not come in time; when it comes it shows all the same. */
export async function arrived<T>(part: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError(appFileLate())), ARRIVED_WITHIN_MS);
  });
  try {
    return await Promise.race([part, late]);
  } finally {
    clearTimeout(timer);
  }
}
