import { html, nothing, type TemplateResult } from 'lit';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { type DataContext } from '../contexts.ts';
import '../shared/text/descriptorTable.ts';
import type { PlacedDescriptors } from '../shared/text/descriptorTable.ts';
import { remembered } from '../shared/element/remembered.ts';
import { placesInDataSet } from '../shared/text/place.ts';
import './fileAttribution.ts';

/** Among more files than these places are found once the press that asked for them has been answered. */
const PLACED_AT_ONCE = 5000;

/** Of the file that was shown last: what else is shown with it is drawn more often. */
const contentOf = remembered(
  (
    { file, descriptors }: AudioRecord,
    { counts, describedValues }: DataContext['dataSet'],
    _records: readonly AudioRecord[],
  ) => {
    if (descriptors.kind !== 'done') return null;
    const own = descriptors.descriptors;
    const content = (): PlacedDescriptors => ({
      label: `Descriptors of ${file.path}`,
      descriptors: own,
      places: placesInDataSet(own, describedValues.peek()),
    });
    if (counts.peek().described <= PLACED_AT_ONCE) return content();
    return soon(() => describedValues.peek()).then(async () => soon(content));
  },
);

/** What is computed in a task of its own, once what is there already is on the screen. */
async function soon<T>(compute: () => T): Promise<T> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => setTimeout(resolve))));
  return compute();
}

/** Whose a file is, where that is known, and its descriptors, each with its place in the data set. @param wayOut what computes missing ones */
export function renderFileDescriptors(
  { dataSet }: Pick<DataContext, 'dataSet'>,
  record: AudioRecord,
  wayOut: string,
): TemplateResult {
  const { file, descriptors } = record;
  return html`${file.license === null && file.licenseFamily === null ? nothing : html`<ib-file-attribution .audioId=${file.audioId}></ib-file-attribution>`}
  ${
    descriptors.kind === 'done'
      ? html`${descriptors.note === null ? nothing : html`<p class="hint">${descriptors.note}</p>`}
          <ib-descriptor-table
            placeLabel="the data set"
            .content=${contentOf(record, dataSet, dataSet.records.value)}
          ></ib-descriptor-table>`
      : nothing
  }
  ${descriptors.kind === 'failed' ? html`<p class="error">${descriptors.reason}</p>` : nothing}
  ${
    descriptors.kind === 'missing'
      ? html`<p class="hint">No descriptors yet: <strong>${wayOut}</strong> computes them.</p>`
      : nothing
  }`;
}
