import { html, nothing, type TemplateResult } from 'lit';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { type DataContext } from '../contexts.ts';
import '../shared/text/descriptorTable.ts';
import { remembered } from '../shared/element/remembered.ts';
import { placesInDataSet } from '../shared/text/place.ts';
import './fileAttribution.ts';

/** Of the file that was shown last: what else is shown with it is drawn more often. */
const placesOf = remembered(({ descriptors }: AudioRecord, all: Float64Array) =>
  descriptors.kind === 'done' ? placesInDataSet(descriptors.descriptors, all) : null,
);

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
            label="Descriptors of ${file.path}"
            placeLabel="the data set"
            .descriptors=${descriptors.descriptors}
            .places=${placesOf(record, dataSet.describedValues.value)}
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
