import { isCollectionOutcome } from '../../formats/collectionOutcome.ts';
import type { CanRead } from '../../store/schema/jsonShapes.ts';
import { isModelText } from './modelText.ts';

/** What the store asks of texts that it keeps and does not read. */
export const canRead: CanRead = (text, shape) => (shape === 'model' ? isModelText(text) : isCollectionOutcome(text));
