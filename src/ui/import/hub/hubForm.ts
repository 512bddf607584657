import { html, nothing, type TemplateResult } from 'lit';
import { COLUMN_ROLES, type ColumnRole, type HubImportOptions, type HubOverview } from '../../../domain/hubImport.ts';
import { LICENSE_FAMILIES, type LicenseFamily } from '../../../domain/license.ts';
import { bytesToCome, nothingPasses, passingShare } from '../../../stages/hubImport/hubImportPlan.ts';
import { formatBytes, formatCount, formatShare, plural } from '../../shared/text/format.ts';
import '../../shared/figure/saveButtons.ts';
import '../../shared/fields/numberField.ts';
import { renderCheck } from '../../shared/fields/inputs.ts';
import { renderSelectField } from '../../shared/fields/select.ts';
import { atEnd, renderCells, renderSavedCells } from '../../shared/text/plainTable.ts';
import type { AppEvent } from '../../shared/element/events.ts';

/** What is shown of a data set that was looked at, and what the user's changes do. */
export interface HubFormModel {
  readonly overview: HubOverview;
  readonly options: HubImportOptions;
  readonly onOptions: (change: Partial<HubImportOptions>) => void;
  readonly onSplit: (config: string, split: string) => void;
}

const ROLE_NAMES: Readonly<Record<ColumnRole, string>> = {
  audio: 'Audio column',
  license: 'License column',
  source: 'Source column',
  creator: 'Creator column',
  genre: 'Genre column',
  title: 'Title column',
};

const LICENSES_SHOWN = 12;

/** Everything that a person should see and may change before an import. */
export function renderHubForm(model: HubFormModel): TemplateResult {
  const { overview } = model;
  return html`<div class="stack">
    ${overview.notes.map((note) => html`<p class="hint">${note}</p>`)} ${renderSplit(model)} ${renderLicenses(model)}
    ${renderColumns(model)} ${renderPreview(overview)}
  </div>`;
}

function renderSplit({ overview, options, onSplit, onOptions }: HubFormModel): TemplateResult {
  const configs = [...new Set(overview.splits.map(({ config }) => config))];
  const splits = overview.splits.filter(({ config }) => config === overview.config);
  return html`<div class="toolbar choices">
    ${renderSelectField(
      'config',
      'Config',
      configs.map((config) => ({ value: config, label: config })),
      overview.config,
      ({ value: config }) => {
        const inConfig = overview.splits.filter((entry) => entry.config === config);
        onSplit(config, (inConfig.find(({ split }) => split === overview.split) ?? inConfig[0])?.split ?? '');
      },
    )}
    ${renderSelectField(
      'split',
      'Split',
      splits.map(({ split, rows, bytes }) => ({
        value: split,
        label: `${split}${rows === null ? '' : ` · ${plural(rows, 'row')}`}${bytes === null ? '' : ` · ${formatBytes(bytes)}`}`,
      })),
      overview.split,
      ({ value }) => onSplit(overview.config, value),
    )}
    <ib-number-field
      label="Max items"
      min="0"
      max="10000000"
      .value=${options.maxItems}
      @ib-number=${({ detail }: AppEvent<'ib-number'>) => detail !== null && onOptions({ maxItems: detail })}
    ></ib-number-field>
    <p class="hint all">0 imports all that pass.</p>
  </div>`;
}

function renderLicenses({ overview, options, onOptions }: HubFormModel): TemplateResult {
  const { licenses, countedRows, rows, cardLicense, cardFamily } = overview;
  const counts = new Map<LicenseFamily, number>();
  for (const { family, rows: count } of licenses) counts.set(family, (counts.get(family) ?? 0) + count);
  const toggle = (family: LicenseFamily, on: boolean) =>
    onOptions({
      allowedFamilies: LICENSE_FAMILIES.filter((entry) =>
        entry === family ? on : options.allowedFamilies.includes(entry),
      ),
    });
  return html`<fieldset>
      <legend>Licences to take</legend>
      <div class="families">
        ${LICENSE_FAMILIES.map((family) => {
          const count = counts.get(family);
          const label = `${family}${count === undefined ? '' : ` (${formatCount(count)})`}`;
          return renderCheck(label, options.allowedFamilies.includes(family), (on) => toggle(family, on));
        })}
      </div>
    </fieldset>
    ${
      licenses.length === 0
        ? html`<p class="hint">No column gives the licence of each row.</p>`
        : html`<details>
            <summary>
              Licence texts of ${countedRows === rows ? 'all' : 'the first'} ${plural(countedRows, 'row')}
            </summary>
            ${renderSavedCells(
              'Licence texts',
              ['Licence', 'Family', ...atEnd('Rows')],
              licenses
                .slice(0, LICENSES_SHOWN)
                .map(({ text, family, rows: count }) => [text === '' ? 'none' : text, family, formatCount(count)]),
            )}
            ${licenses.length > LICENSES_SHOWN ? html`<p class="hint">and ${licenses.length - LICENSES_SHOWN} more</p>` : nothing}
          </details>`
    }
    ${renderCheck(
      `Use the card's licence where rows have none ${cardLicense === null ? '(the card names none)' : `(${cardLicense}, family ${cardFamily})`}`,
      options.useCardLicense,
      (useCardLicense) => onOptions({ useCardLicense }),
      { disabled: cardLicense === null },
    )}
    ${
      options.useCardLicense
        ? html`<p class="error">
            A card speaks of the data set as a whole and may hide terms of single files, non-commercial ones for
            example. Each file keeps that its licence came from the card.
          </p>`
        : nothing
    }`;
}

function renderColumns({ overview, options, onOptions }: HubFormModel): TemplateResult {
  return html`<details>
    <summary>Columns as detected</summary>
    <div class="columns">
      ${COLUMN_ROLES.map((role) => {
        const fits = overview.columns.filter(({ holdsAudio }) => holdsAudio === (role === 'audio'));
        return renderSelectField(
          `role-${role}`,
          ROLE_NAMES[role],
          [
            { value: '', label: 'none' },
            ...fits.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
          ],
          options.columns[role] ?? '',
          ({ value }) => onOptions({ columns: { ...options.columns, [role]: value === '' ? null : value } }),
        );
      })}
    </div>
  </details>`;
}

function renderPreview({ firstRows }: HubOverview): TemplateResult | typeof nothing {
  const names = [...new Set(firstRows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return nothing;
  return html`<details>
    <summary>First rows</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="First rows">
      ${renderCells(
        'First rows',
        names,
        firstRows.map((row) => names.map((name) => row[name] ?? '')),
      )}
    </div>
    <div class="end"><ib-save-buttons name="First rows" native></ib-save-buttons></div>
  </details>`;
}

/** What is to come, or why nothing would be: beside the button that it speaks of. */
export function renderSum(overview: HubOverview, options: HubImportOptions): TemplateResult {
  const { columns, allowedFamilies, useCardLicense } = options;
  const share = passingShare(overview, columns, allowedFamilies, useCardLicense);
  const obstacle = nothingPasses(overview, options);
  return html`<p class="sum ${obstacle === null ? 'hint' : 'error'}" role="status">
    ${
      obstacle ??
      `About ${formatBytes(bytesToCome(overview, options))} to come (${formatShare(share)} of the rows pass${
        overview.countedRows < (overview.rows ?? Infinity) && overview.countedRows > 0
          ? `, by the first ${formatCount(overview.countedRows)}`
          : ''
      }).`
    }
  </p>`;
}
