import { transferHandlers } from 'comlink';
import { AppError, toErrorFields, type AppErrorFields } from '../../domain/errors.ts';

interface ThrownMarker {
  readonly value: unknown;
}

/**
 * Lets AppErrors cross a worker's border whole: Comlink alone would keep only name, message and stack. Both sides import
 * this before their first call.
 */
export function installErrorTransfer(): void {
  const previous = transferHandlers.get('throw');
  if (previous === undefined) throw new Error('Comlink has no handler for thrown values');
  transferHandlers.set('throw', {
    canHandle: (value): value is ThrownMarker => previous.canHandle(value),
    serialize: ({ value }: ThrownMarker) => [toErrorFields(value, { stage: 'import' }), []],
    deserialize: (fields: AppErrorFields) => {
      if (fields.code === 'aborted') throw new DOMException(fields.message, 'AbortError');
      throw new AppError(fields);
    },
  });
}
