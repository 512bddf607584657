import { audioRows } from '../../domain/audioColumns.ts';
import { labelledRows } from '../../domain/audioFile.ts';
import { encodeTrainingCsv, encodeTrainingLines } from '../../formats/trainingCsv.ts';
import { IN_MEMORY } from '../../hub/bytes/unpackingRoom.ts';
import { placesInModelOrder } from '../../ml/model/trainingMatrix.ts';
import { LARGE_FILE_BYTES } from '../../store/files/opfsFiles.ts';
import { removeStaged } from '../../store/files/stagedAudio.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { NextPage, PackedTable, RowsByPlace } from '../contracts/packing.ts';
import { RoomOnDisk } from '../hub/roomOnDisk.ts';

/** So many rows are asked of the page at once. */
const ROWS_AT_ONCE = 1000;
/** What a row of a table takes, more or less. */
const ROW_BYTES = 400;

export const packingCalls = {
  async zipPresets(presets, formats, methods) {
    const [{ presetPackage }, { zipSync }] = await Promise.all([
      import('../../formats/presets/presetPackage.ts'),
      import('fflate'),
    ]);
    const entries = presetPackage(presets, formats, methods).map(({ path, bytes }) => [path, bytes] as const);
    return new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' });
  },

  async encodeParquet(nextPage, files, methods) {
    return packed(parquetOf(nextPage, methods), files, 'application/vnd.apache.parquet');
  },

  async describedFingerprint(files) {
    const { createSHA256 } = await import('hash-wasm');
    const hasher = await createSHA256();
    hasher.init();
    for (const places of pagesOf(await placesInOrder(files))) {
      hasher.update(new Uint8Array((await files.descriptorsAt(places)).buffer));
    }
    return hasher.digest('hex');
  },

  async encodeTrainingCsv(files) {
    const places = await placesInOrder(files);
    return { ...(await packed(trainingCsvOf(files, places), places.length, 'text/csv')), rows: places.length };
  },

  dropTable: async (stagedName) => removeStaged([stagedName]),
} satisfies Partial<ComputeCalls>;

async function* parquetOf(nextPage: NextPage, methods: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { DataSetParquet } = await import('../../formats/dataSetParquet.ts');
  const parquet = new DataSetParquet(methods);
  for (let page = await nextPage(); page !== null; page = await nextPage()) {
    parquet.write(audioRows(page));
    yield parquet.take();
  }
  parquet.finish();
  yield parquet.take();
}

async function* trainingCsvOf(files: RowsByPlace, places: Uint32Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  yield encoder.encode(encodeTrainingCsv([]));
  for (const some of pagesOf(places)) {
    const rows = audioRows(await files.rowsAt(some));
    yield encoder.encode(encodeTrainingLines(labelledRows(rows, ({ best }) => best ?? undefined)));
  }
}

async function placesInOrder(files: RowsByPlace): Promise<Uint32Array> {
  const audioIds: string[] = [];
  for (let ids = await files.nextIds(); ids !== null; ids = await files.nextIds()) audioIds.push(...ids);
  return placesInModelOrder(audioIds);
}

function* pagesOf(places: Uint32Array): Generator<Uint32Array> {
  for (let from = 0; from < places.length; from += ROWS_AT_ONCE) yield places.slice(from, from + ROWS_AT_ONCE);
}

/** The browser keeps a blob in memory as long as its download may last: that of a million rows is several hundred megabytes. */
async function packed(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  rows: number,
  type: string,
): Promise<PackedTable> {
  const sizeBytes = rows * ROW_BYTES;
  const held = await (sizeBytes < LARGE_FILE_BYTES ? IN_MEMORY : new RoomOnDisk()).hold(chunks, sizeBytes);
  return { table: held.slice(0, held.size, type), stagedName: held instanceof File ? held.name : null };
}
