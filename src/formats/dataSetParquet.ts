import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { AudioRecord } from '../domain/audioFile.ts';
import { DESCRIPTORS } from '../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../domain/hyperparameters.ts';

interface Column {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'DOUBLE' | 'TIMESTAMP';
  readonly nullable: boolean;
  readonly of: (facts: Facts) => string | number | Date | null;
}

/** What a record holds, read once for all columns. */
function factsOf({ file, descriptors: state, best, tags, note }: AudioRecord) {
  const [descriptors, frameCount] = state.kind === 'done' ? [state.descriptors, state.frameCount] : [null, null];
  return { file, descriptors, frameCount, score: best?.score ?? null, best: best?.hyperparameters ?? null, tags, note };
}

type Facts = ReturnType<typeof factsOf>;

/** What the training CSV holds, and of each file what is known besides. */
const COLUMNS: readonly Column[] = [
  { name: 'audio_id', type: 'STRING', nullable: false, of: ({ file }) => file.audioId },
  { name: 'path', type: 'STRING', nullable: false, of: ({ file }) => file.path },
  { name: 'source', type: 'STRING', nullable: true, of: ({ file }) => file.source },
  { name: 'genre', type: 'STRING', nullable: true, of: ({ file }) => file.genre },
  { name: 'license', type: 'STRING', nullable: true, of: ({ file }) => file.license },
  { name: 'license_family', type: 'STRING', nullable: true, of: ({ file }) => file.licenseFamily },
  { name: 'duration_sec', type: 'DOUBLE', nullable: true, of: ({ file }) => file.durationSec },
  { name: 'sample_rate', type: 'INT32', nullable: true, of: ({ file }) => file.sampleRateHz },
  { name: 'channels', type: 'INT32', nullable: true, of: ({ file }) => file.channels },
  { name: 'imported_at', type: 'TIMESTAMP', nullable: false, of: ({ file }) => file.importedAt },
  ...DESCRIPTORS.map(({ key, column }): Column => ({
    name: column,
    type: 'DOUBLE',
    nullable: true,
    of: ({ descriptors }) => descriptors?.[key] ?? null,
  })),
  { name: 'frame_count', type: 'INT32', nullable: true, of: ({ frameCount }) => frameCount },
  { name: 'score', type: 'DOUBLE', nullable: true, of: ({ score }) => score },
  ...HYPERPARAMETERS.map(({ key, column }): Column => ({
    name: column,
    type: 'DOUBLE',
    nullable: true,
    of: ({ best }) => best?.[key] ?? null,
  })),
  {
    name: 'tags_json',
    type: 'STRING',
    nullable: true,
    of: ({ tags }) => (tags.length === 0 ? null : JSON.stringify(tags)),
  },
  { name: 'note', type: 'STRING', nullable: true, of: ({ note }) => note },
];

/**
 * A small group to look at first, then larger ones. What a group holds is in memory several times: one of the library's own
 * 100,000 rows took 300 MB.
 */
const FIRST_GROUP_ROWS = 1000;
const GROUP_ROWS = 20_000;

/**
 * The data set as one Parquet table for pandas, Polars, DuckDB and the like: a row per audio file in the order given, the
 * columns of the training CSV under their names those of `audio_files`, its tags and its note, null where a file has none. Files
 * are taken as they come, and what has been written is taken some at a time too.
 */
export class DataSetParquet {
  readonly #writer = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #group: AudioRecord[] = [];
  #groupRows = FIRST_GROUP_ROWS;

  /** @param methods how it came about, which the file holds as metadata of that key */
  constructor(methods?: string) {
    const columnData = COLUMNS.map(({ name, type, nullable }) => ({ name, type, nullable, data: [] }));
    this.#parquet = new ParquetWriter({
      writer: this.#writer,
      schema: schemaFromColumnData({ columnData }),
      ...(methods === undefined ? {} : { kvMetadata: [{ key: 'methods', value: methods }] }),
    });
  }

  /** Takes further rows; those that fill no group yet are held. */
  write(records: Iterable<AudioRecord>): void {
    for (const record of records) {
      this.#group.push(record);
      if (this.#group.length < this.#groupRows) continue;
      this.#writeGroup();
      this.#groupRows = GROUP_ROWS;
    }
  }

  /** Writes the rows that are held and the end of the file. */
  finish(): void {
    if (this.#group.length > 0) this.#writeGroup();
    void this.#parquet.finish();
  }

  /** The bytes of the file since the last time; they change with the next row. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#writer.getBytes();
    this.#writer.index = 0;
    return bytes;
  }

  #writeGroup(): void {
    const facts = this.#group.map(factsOf);
    this.#group = [];
    const columnData = COLUMNS.map(({ name, of }) => ({ name, data: facts.map(of) }));
    void this.#parquet.write({ columnData, rowGroupSize: facts.length });
  }
}
