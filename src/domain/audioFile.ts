import { isSilent, type Descriptors } from './descriptors.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** One imported file (S1): `audioId` is the first 20 hex digits of the SHA-256 of its bytes. */
export interface AudioFile {
  readonly audioId: string;
  /** The dropped relative path, unique in the data set. */
  readonly path: string;
  readonly source: string | null;
  readonly genre: string | null;
  /** The licence text as its data set gave it. */
  readonly license: string | null;
  /** What that text allows (L1); null for files that came without. */
  readonly licenseFamily: string | null;
  /** Null until a decoder has told, where the header does not. */
  readonly durationSec: number | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
  readonly importedAt: Date;
}

/** How far the descriptors of a file are. */
export type DescriptorState =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'done';
      readonly descriptors: Descriptors;
      readonly frameCount: number;
      readonly note: string | null;
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the data set's best preset for a file is and scored. */
export interface BestParameters {
  readonly audioId: string;
  readonly score: number;
  readonly hyperparameters: Hyperparameters;
}

/** A row of the table of audio files: the file and what is known of it. */
export interface AudioRecord {
  readonly file: AudioFile;
  readonly descriptors: DescriptorState;
  readonly best: BestParameters | null;
  /** What a person says of it [S16]. */
  readonly tags: readonly string[];
  readonly note: string | null;
}

/** A file with its descriptors, which are read each time they are asked for: there may be 100,000 files. */
export interface DescribedFile {
  readonly audioId: string;
  readonly path: string;
  readonly descriptors: Descriptors;
}

/** One row that a model learns from (M1): a file that has descriptors and best parameters. */
export interface TrainingRow extends DescribedFile {
  readonly score: number;
  readonly hyperparameters: Hyperparameters;
}

/** The files that have descriptors, in the order given. */
export function describedFiles(records: readonly AudioRecord[]): DescribedFile[] {
  return records.flatMap(({ file: { audioId, path }, descriptors }) =>
    descriptors.kind === 'done' ? [new Described(audioId, path, descriptors)] : [],
  );
}

/** Every file with descriptors and a best that `bestOf` knows, in the order given. */
export function labelledRows(
  records: readonly AudioRecord[],
  bestOf: (record: AudioRecord) => Best | undefined,
): readonly TrainingRow[] {
  return records.flatMap((record) => {
    const best = bestOf(record);
    const { file, descriptors } = record;
    if (descriptors.kind !== 'done' || best === undefined) return [];
    return [new Labelled(file.audioId, file.path, descriptors, best)];
  });
}

type Best = Pick<BestParameters, 'score' | 'hyperparameters'>;

class Described implements DescribedFile {
  readonly audioId: string;
  readonly path: string;
  readonly #described: { readonly descriptors: Descriptors };

  constructor(audioId: string, path: string, described: { readonly descriptors: Descriptors }) {
    this.audioId = audioId;
    this.path = path;
    this.#described = described;
  }

  get descriptors(): Descriptors {
    return this.#described.descriptors;
  }
}

class Labelled extends Described implements TrainingRow {
  readonly #best: Best;

  constructor(audioId: string, path: string, described: { readonly descriptors: Descriptors }, best: Best) {
    super(audioId, path, described);
    this.#best = best;
  }

  get score(): number {
    return this.#best.score;
  }

  get hyperparameters(): Hyperparameters {
    return this.#best.hyperparameters;
  }
}

/** Whether a file is known to be silent. */
export function isSilentFile({ descriptors }: Pick<AudioRecord, 'descriptors'>): boolean {
  return descriptors.kind === 'done' && isSilent(descriptors.descriptors);
}
