import * as v from 'valibot';
import {
  ADAPTING,
  STRATEGIES,
  type AdaptationReport,
  type CollectionResult,
  type FileStrategies,
} from '../domain/collection.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../domain/hyperparameters.ts';
import { finiteNumber } from './validation.ts';

/** What came out of a search over several files, and of trying it. */
export interface CollectionOutcome {
  readonly result: CollectionResult | null;
  readonly report: AdaptationReport | null;
}

/** The text that the database keeps; null for a search that is still going on. */
export function encodeCollectionOutcome(outcome: CollectionOutcome): string | null {
  return outcome.result === null ? null : JSON.stringify(outcome);
}

/** The inverse of {@link encodeCollectionOutcome}. A text that does not fit counts as nothing. */
export function decodeCollectionOutcome(text: string | null): CollectionOutcome {
  return (text === null ? null : outcomeOf(text)) ?? { result: null, report: null };
}

/** Whether {@link encodeCollectionOutcome} can have made a text. */
export function isCollectionOutcome(text: string): boolean {
  return outcomeOf(text) !== null;
}

function outcomeOf(text: string): CollectionOutcome | null {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), outcomeSchema), text);
  return read.success ? read.output : null;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbersOf = <K extends string>(keys: readonly K[]) =>
  v.object(v.entriesFromList(keys, finiteNumber)) as unknown as v.GenericSchema<Readonly<Record<K, number>>>;

const resultSchema = v.object({
  hyperparameters: numbersOf(HYPERPARAMETERS.map(({ key }) => key)) as v.GenericSchema<Hyperparameters>,
  terms: numbersOf(['score', 'purity', 'maskChange', 'spread']),
  defaultsScore: finiteNumber,
  leaveOneOutScore: v.nullable(finiteNumber),
  leaveOneOutError: v.nullable(finiteNumber),
  fileCount: count,
  trialCount: count,
});

const gain = v.object({ mean: finiteNumber, low: finiteNumber, high: finiteNumber, better: count, worse: count });

const reportSchema = v.object({
  files: v.array(
    v.object({ audioId: v.string(), scores: numbersOf(STRATEGIES), purities: numbersOf(STRATEGIES) }),
  ) as v.GenericSchema<FileStrategies[]>,
  recordingCount: count,
  gains: v.object(v.entriesFromList(ADAPTING, gain)),
  trustInOthers: finiteNumber,
  trustInOwn: finiteNumber,
  overlappingFiles: count,
});

const outcomeSchema = v.object({ result: v.nullable(resultSchema), report: v.nullable(reportSchema) });
