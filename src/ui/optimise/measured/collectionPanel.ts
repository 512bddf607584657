import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../../domain/audioFile.ts';
import type { MeasuredCollection } from '../../../domain/collection.ts';
import '../../shared/figure/saveButtons.ts';
import '../../shared/soundGap.ts';
import { formatCount, formatDate, formatValue, plural } from '../../shared/text/format.ts';
import { renderSelectField } from '../../shared/fields/select.ts';
import { atEnd, renderSavedCells } from '../../shared/text/plainTable.ts';
import { WorkbenchElement } from '../../shared/element/workbenchElement.ts';
import './adaptationView.ts';
import { measureNow } from '../../../stages/model/pluginInUse.ts';
import { renderMeasure } from './measureTag.ts';
import { DataContext, SearchingContext } from '../../contexts.ts';

/** Files that can be searched together. */
interface Choice {
  readonly name: string;
  readonly audioIds: readonly string[];
}

/** One preset for many files: the searches over collections, their presets, and whether adapting to each file pays. */
@customElement('ib-collection-panel')
export class CollectionPanel extends WorkbenchElement {
  static override styles = css`
    .actions {
      flex-wrap: wrap;
    }

    .files {
      width: 19rem;
      max-width: 100%;
    }

    tbody th {
      overflow-wrap: anywhere;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

  @state() private choice = '';
  @state() private openId: string | null = null;

  protected override render(): TemplateResult {
    const { collections } = this.searching;
    const { settings } = this.shell;
    const choices = choicesOf(this.data.dataSet.described.value);
    const chosen = choices.find(({ name }) => name === this.choice) ?? choices[0];
    const all = collections.collections.value;
    const open =
      all.find(({ collectionId }) => collectionId === this.openId) ?? all.find(({ report }) => report !== null);
    return html`<section class="panel stack tight" aria-labelledby="collections">
        <div class="heading">
          <h2 id="collections">One preset for a collection</h2>
          <p class="hint">All files try the same settings; the one with the best mean is the collection's preset.</p>
        </div>
        <div class="toolbar">
          ${renderSelectField(
            'files',
            'Files',
            choices.map(({ name, audioIds }) => ({ value: name, label: `${name} (${formatCount(audioIds.length)})` })),
            chosen?.name ?? '',
            ({ value }) => (this.choice = value),
            { look: 'files' },
          )}
          ${this.action('Find Collection Preset', () => this.find(chosen, settings.measured.value), {
            icon: 'play',
            starts: ['trials', 'trials-all', 'run-all'],
            disabled: chosen === undefined,
          })}
          <span class="spacer"></span>
          ${this.action('Export Measured CSV', async () => this.data.exporting.exportMeasuredCsv(), {
            icon: 'download',
            starts: ['export'],
            disabled: this.searching.measured.bestCount.value === 0,
          })}
        </div>
        ${chosen === undefined || chosen === choices[0] ? nothing : html`<ib-sound-gap .audioIds=${chosen.audioIds}></ib-sound-gap>`}
        ${all.length === 0 ? nothing : this.renderTable(all)}
      </section>
      ${
        open?.report === null || open === undefined
          ? nothing
          : html`<ib-adaptation-view .report=${open.report} .name=${open.name}></ib-adaptation-view>`
      }`;
  }

  private renderTable(all: readonly MeasuredCollection[]): TemplateResult {
    return renderSavedCells(
      'Collections',
      ['Collection', ...atEnd('Files', 'Settings', 'Mean score', 'Leave one out', 'Defaults', 'Actions')],
      all.map((collection) => this.cellsOf(collection)),
    );
  }

  private cellsOf(collection: MeasuredCollection): readonly unknown[] {
    const { collections } = this.searching;
    const { exporting } = this.data;
    const { result, report, name, audioIds, settings, measure } = collection;
    const leftOut = result?.leaveOneOutScore ?? null;
    const error = result?.leaveOneOutError ?? null;
    return [
      html`${name} ${renderMeasure(measure, measureNow(this.data))}
        <div class="hint">
          ${formatDate(collection.createdAt)}, λ ${settings.changeWeight}, ${plural(settings.clusterCount, 'cluster')}
        </div>`,
      formatCount(result?.fileCount ?? audioIds.length),
      result === null ? 'stopped' : formatCount(result.trialCount),
      formatValue(result?.terms.score, 4),
      `${formatValue(leftOut, 4)}${error === null ? '' : ` ± ${formatValue(error, 2)}`}`,
      formatValue(result?.defaultsScore, 4),
      html`<div class="actions">
        ${this.action('Export Preset JSON', async () => exporting.exportCollectionPreset(collection), {
          icon: 'download',
          look: 'small',
          starts: ['export'],
          disabled: result === null,
        })}
        ${this.action('Does adapting pay?', () => this.check(collection), {
          look: 'small',
          disabled: result === null || (report === null && !this.accepts('adaptation', 'trials-all')),
        })}
        ${this.action('Delete', async () => collections.delete(collection), {
          look: 'small danger',
          starts: ['trials-all', 'adaptation'],
        })}
      </div>`,
    ];
  }

  private find(choice: Choice | undefined, settings: MeasuredCollection['settings']): void {
    if (choice === undefined) return;
    this.attempt(async () => this.searching.collections.find(choice.name, choice.audioIds, settings));
  }

  private check(collection: MeasuredCollection): void {
    this.openId = collection.collectionId;
    if (collection.report === null) this.attempt(async () => this.searching.collections.check(collection));
  }
}

/** All files with descriptors, and those of each genre and each data set. */
function choicesOf(described: readonly AudioRecord[]): readonly Choice[] {
  const parts = new Map<string, string[]>();
  for (const { audioId, genre, source } of described.map(({ file }) => file)) {
    const names = [genre === null ? '' : `Genre ${genre}`, source === null ? '' : `Data set ${source}`];
    for (const name of names.filter((text) => text !== '')) parts.set(name, [...(parts.get(name) ?? []), audioId]);
  }
  return [
    { name: 'All files', audioIds: described.map(({ file }) => file.audioId) },
    ...[...parts].toSorted(([a], [b]) => a.localeCompare(b, 'en')).map(([name, audioIds]) => ({ name, audioIds })),
  ];
}
