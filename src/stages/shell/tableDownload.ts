import { encodeCsv } from '../../formats/csv.ts';
import { download } from './download.ts';

/** Gives the user a table as CSV that no spreadsheet runs. */
export function downloadTable(lines: readonly (readonly (string | number)[])[], fileName: string): void {
  download(new Blob([encodeCsv(lines)], { type: 'text/csv' }), fileName);
}
