import * as v from 'valibot';
import type { Verdict } from '../../domain/verdict.ts';
import { RecordsByAudio } from './recordsByAudio.ts';

const FINITE = v.pipe(v.number(), v.finite());
const STORED = v.object({
  key: v.string(),
  modelId: v.nullable(v.string()),
  verdict: v.object({
    kind: v.literal('chosen'),
    candidateId: v.string(),
    label: v.string(),
    gain: v.nullable(v.object({ share: FINITE, low: FINITE, high: FINITE, mixtures: FINITE })),
  }),
});

/** What the judge chose for a sound, by which candidates and measure, and the model whose answer was among them. */
export interface StoredVerdict {
  readonly key: string;
  readonly modelId: string | null;
  readonly verdict: Extract<Verdict, { readonly kind: 'chosen' }>;
}

const VERDICTS = new RecordsByAudio<StoredVerdict>('verdicts', (value) => {
  const parsed = v.safeParse(STORED, value);
  return parsed.success ? parsed.output : null;
});

/** Keeps what was said of a file of the data set beyond this visit, in the place of what was said before. */
export async function saveVerdict(audioId: string, { key, modelId, verdict }: StoredVerdict): Promise<void> {
  await VERDICTS.set(audioId, { key, modelId, verdict });
}

/** What earlier visits left, by audio id; what is no verdict counts as none. */
export async function storedVerdicts(): Promise<ReadonlyMap<string, StoredVerdict>> {
  return VERDICTS.all();
}

export async function forgetVerdicts(): Promise<void> {
  await VERDICTS.forget();
}
