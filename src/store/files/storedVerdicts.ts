import { clear, entries, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import type { Verdict } from '../../domain/verdict.ts';
import { projectName } from '../appScope.ts';
import { recordStore } from '../recordStore.ts';

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

let store: UseStore | null = null;

function verdictStore(): UseStore {
  store ??= recordStore(projectName('verdicts'), 'verdicts');
  return store;
}

/** Keeps what was said of a file of the data set beyond this visit, in the place of what was said before. */
export async function saveVerdict(audioId: string, { key, modelId, verdict }: StoredVerdict): Promise<void> {
  try {
    await set(audioId, { key, modelId, verdict }, verdictStore());
  } catch {
    // Where the browser keeps no records the sound is judged anew.
  }
}

/** What earlier visits left, by audio id; what is no verdict counts as none. */
export async function storedVerdicts(): Promise<ReadonlyMap<string, StoredVerdict>> {
  try {
    const all = await entries<IDBValidKey, unknown>(verdictStore());
    return new Map(
      all.flatMap(([audioId, value]) => {
        const parsed = v.safeParse(STORED, value);
        return typeof audioId === 'string' && parsed.success ? [[audioId, parsed.output] as const] : [];
      }),
    );
  } catch {
    return new Map();
  }
}

export async function forgetVerdicts(): Promise<void> {
  try {
    await clear(verdictStore());
  } catch {
    // There are none.
  }
}
