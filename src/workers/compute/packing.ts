import { audioRows, type AudioRow } from '../../domain/audioColumns.ts';
import { labelledRows } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { encodeTrainingCsv, encodeTrainingLines } from '../../formats/trainingCsv.ts';
import { inModelOrder } from '../../ml/model/trainingMatrix.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { NextPage } from '../contracts/packing.ts';
import { transfer } from '../pool/transfer.ts';

/** The browser keeps what has been written outside of the worker: a million lines at once took 4 GB of it. */
const LINES_AT_ONCE = 10_000;

export const packingCalls = {
  async zipPresets(presets, formats, methods) {
    const [{ presetPackage }, { zipSync }] = await Promise.all([
      import('../../formats/presets/presetPackage.ts'),
      import('fflate'),
    ]);
    const entries = presetPackage(presets, formats, methods).map(({ path, bytes }) => [path, bytes] as const);
    return new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' });
  },

  async encodeParquet(nextPage, methods) {
    const { DataSetParquet } = await import('../../formats/dataSetParquet.ts');
    const parquet = new DataSetParquet(methods);
    for (let page = await nextPage(); page !== null; page = await nextPage()) parquet.write(audioRows(page));
    return new Blob([parquet.finish()], { type: 'application/vnd.apache.parquet' });
  },

  async describedInputs(nextPage) {
    const rows = inModelOrder((await allRows(nextPage)).filter(({ isDescribed }) => isDescribed));
    const inputs = new Float64Array(rows.length * DESCRIPTOR_COUNT);
    for (const [i, row] of rows.entries()) row.copyDescriptorsTo(inputs, i * DESCRIPTOR_COUNT);
    return transfer(inputs, [inputs.buffer]);
  },

  async encodeTrainingCsv(nextPage) {
    const rows = inModelOrder(
      (await allRows(nextPage)).filter(({ isDescribed, best }) => isDescribed && best !== null),
    );
    const parts = [new Blob([encodeTrainingCsv([])])];
    for (let from = 0; from < rows.length; from += LINES_AT_ONCE) {
      const some = labelledRows(rows.slice(from, from + LINES_AT_ONCE), ({ best }) => best ?? undefined);
      parts.push(new Blob([encodeTrainingLines(some)]));
    }
    return { csv: new Blob(parts, { type: 'text/csv' }), rows: rows.length };
  },
} satisfies Partial<ComputeCalls>;

async function allRows(nextPage: NextPage): Promise<readonly AudioRow[]> {
  const rows: AudioRow[] = [];
  for (let page = await nextPage(); page !== null; page = await nextPage()) rows.push(...audioRows(page));
  return rows;
}
