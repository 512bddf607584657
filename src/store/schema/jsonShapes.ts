import * as v from 'valibot';
import type { MeasuredSettings } from '../../domain/measured.ts';

/** What a text of JSON in the database holds that is read elsewhere: a model, or what came out of a search over a collection. */
export type ForeignShape = 'model' | 'outcome';
/** What a text of JSON in the database holds. */
export type JsonShape = 'settings' | 'ids' | ForeignShape;
/** Whether whoever reads such texts can read this one. */
export type CanRead = (text: string, shape: ForeignShape) => boolean;

const finite = v.pipe(v.number(), v.finite());
const upTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

const settingsSchema = v.object({
  clusterCount: upTo(64),
  changeWeight: finite,
  partnerCount: upTo(1000),
  startupTrials: upTo(1e6),
  totalTrials: upTo(1e6),
  seed: finite,
});
const idsSchema = v.array(v.string());

/** Measured settings from the text that was stored. Throws where it is none. */
export function settingsOf(text: string): MeasuredSettings {
  return v.parse(settingsSchema, JSON.parse(text));
}

/** Ids from the text that was stored. Throws where it is none. */
export function idsOf(text: string): readonly string[] {
  return v.parse(idsSchema, JSON.parse(text));
}

/** Whether a text can be read as what it should be. */
export function hasShape(text: string, shape: JsonShape, canRead: CanRead): boolean {
  if (shape === 'model' || shape === 'outcome') return canRead(text, shape);
  try {
    if (shape === 'ids') idsOf(text);
    else settingsOf(text);
    return true;
  } catch {
    return false;
  }
}
