import { AUDIO_NUMBER_COUNT, BEST_WIDTH, type AudioColumns, type BestColumns } from '../../domain/audioColumns.ts';

/** What changed of the list of files. */
export interface FileChanges {
  /** What is removed goes before what is saved comes. */
  readonly files?: { readonly saved: AudioColumns; readonly removed: readonly string[] };
  /** Of files of which nothing else changed. */
  readonly best?: BestColumns;
}

const WORD_BYTES = 8;
const SPACE = 0x20;

/** All of them but the numbers. */
interface ChangesText {
  readonly rowCount: number;
  readonly texts: AudioColumns['texts'] | null;
  readonly removed: readonly string[];
  readonly bestOf: BestColumns['audioIds'];
}

/** Changes as bytes, in whole words of eight: how many the text has, the text, then the numbers. */
export function packedChanges({ files, best }: FileChanges): Uint8Array<ArrayBuffer> {
  const text: ChangesText = {
    rowCount: files?.saved.rowCount ?? 0,
    texts: files?.saved.texts ?? null,
    removed: files?.removed ?? [],
    bestOf: best?.audioIds ?? [],
  };
  const words = new TextEncoder().encode(JSON.stringify(text));
  const numbersAt = WORD_BYTES * (1 + Math.ceil(words.length / WORD_BYTES));
  const [ofFiles, ofBest] = [files?.saved.numbers ?? [], best?.numbers ?? []];
  const bytes = new Uint8Array(numbersAt + WORD_BYTES * (ofFiles.length + ofBest.length)).fill(SPACE, WORD_BYTES);
  new Float64Array(bytes.buffer, 0, 1).set([numbersAt - WORD_BYTES]);
  bytes.set(words, WORD_BYTES);
  const numbers = new Float64Array(bytes.buffer, numbersAt);
  numbers.set(ofFiles);
  numbers.set(ofBest, ofFiles.length);
  return bytes;
}

/** The changes that were packed, which keep nothing of the bytes. Throws where they are of another form. */
export function unpackedChanges(bytes: ArrayBuffer): FileChanges {
  const [textBytes = 0] = new Float64Array(bytes, 0, 1);
  const text = new TextDecoder().decode(new Uint8Array(bytes, WORD_BYTES, textBytes));
  const { rowCount, texts, removed, bestOf } = JSON.parse(text) as ChangesText;
  const numbers = new Float64Array(bytes, WORD_BYTES + textBytes);
  const ofFiles = rowCount * AUDIO_NUMBER_COUNT;
  if (numbers.length !== ofFiles + bestOf.length * BEST_WIDTH) throw new TypeError('changes of another form');
  return {
    ...(texts === null ? {} : { files: { saved: { rowCount, texts, numbers: numbers.slice(0, ofFiles) }, removed } }),
    ...(bestOf.length === 0 ? {} : { best: { audioIds: bestOf, numbers: numbers.slice(ofFiles) } }),
  };
}

/** How many rows changes bring, take away or find something for. */
export function changedRows({ files, best }: FileChanges): number {
  return (files?.saved.rowCount ?? 0) + (files?.removed.length ?? 0) + (best?.audioIds.length ?? 0);
}
