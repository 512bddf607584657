import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../../domain/audioFile.ts';
import type { Availability } from '../../../stages/import/audioSources.ts';
import type { MapBasis, MapPoint, SoundMap } from '../../../stages/descriptors/soundMapStage.ts';
import { type AppEvent, emit } from '../../shared/element/events.ts';
import '../../shared/figure/figureFrame.ts';
import '../../shared/soundGap.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import type { Point } from '../../shared/figure/scene.ts';
import { cssPercent, fixed, formatScore, formatShare, plural } from '../../shared/text/format.ts';
import { renderCheck } from '../../shared/fields/inputs.ts';
import { figureChoice, renderSelect } from '../../shared/fields/select.ts';
import { numericColumn, textColumn, type Column } from '../../shared/table/columns.ts';
import { WorkbenchElement } from '../../shared/element/workbenchElement.ts';
import { colourGroups, COLOURINGS, type Colouring, type ColourGroup } from './mapColours.ts';
import { isInside, MAP_HEIGHT_PX, mapFigure, neighbours, placesOnMap } from './mapFigure.ts';

/** How long a pointer must rest on a dot before its sound is heard. */
const REST_MS = 120;
const NEIGHBOURS = 8;
/** A lasso is longer than this; anything shorter is a press. */
const LASSO_PX = 8;

/**
 * The sounds as dots, similar ones together: hover plays, a press selects, a line drawn around dots selects them all.
 * Fires `ib-select` with the audio ids.
 */
@customElement('ib-sound-map')
export class SoundMapView extends WorkbenchElement {
  static override styles = [
    figureChoice,
    css`
      .near {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        font-size: var(--text-s);
      }

      .near .button {
        max-width: 16rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .swatch {
        width: 0.75rem;
        height: 0.75rem;
        border-radius: 50%;
        background: var(--swatch);
      }

      .swatch.hollow {
        border: 2px solid var(--text);
        background: none;
      }
    `,
  ];

  /** The audio ids of the selected files. */
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();

  @state() private colouring: Colouring = 'genre';
  @state() private hears = true;
  @state() private hovered: string | null = null;
  @state() private lasso: readonly Point[] = [];

  private build: (widthPx: number) => Figure = () => ({ scene: { widthPx: 0, heightPx: 0, marks: [] } });
  private groups: readonly ColourGroup[] = [];
  private shown: SoundMap | null = null;
  private drawnFrom: unknown = null;
  private absent: readonly AudioRecord[] = [];
  private rest: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.rest);
    this.workbench.audition.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { soundMap, dataSet, jobs, sources } = this.workbench;
    const records = dataSet.records.value;
    const { value: absent } = sources.absent;
    const measuring = jobs.running('timbre', 'descriptors', 'import') !== null;
    if (!measuring && this.drawnFrom !== records) {
      this.drawnFrom = records;
      // What is drawn is read by the next update: reading it here would follow what the drawing itself changes.
      queueMicrotask(() => void soundMap.draw());
    }
    const map = soundMap.map.value;
    const isNew = map !== this.shown || absent !== this.absent;
    this.shown = map;
    this.absent = absent;
    if (isNew || changed.has('colouring')) this.groups = colourGroups(map?.points ?? [], this.colouring);
    if (isNew || changed.has('colouring') || changed.has('selected') || changed.has('lasso')) {
      const { groups, selected, lasso } = this;
      this.build = (widthPx) => mapFigure(map?.points ?? [], groups, this.presenceOf, selected, lasso, widthPx);
    }
  }

  protected override render(): TemplateResult {
    const { soundMap, jobs } = this.workbench;
    const map = this.shown;
    const unmeasured = soundMap.unmeasured();
    return html`<section class="panel stack tight" aria-label="Map of the sounds">
      <ib-figure
        heading="Sound map"
        drags
        .summary=${this.summary(map)}
        .heightPx=${MAP_HEIGHT_PX}
        .build=${this.build}
        .shownKey=${this.hovered}
        .table=${() => ({ columns: pointColumns(this.presenceOf), rows: map?.points ?? [] })}
        @ib-hover=${this.onHover}
        @ib-drag=${this.onDrag}
      >
        <label class="choice">
          By ${renderSelect(BASES, soundMap.basis.value, ({ value }) => void soundMap.drawBy(value))}
        </label>
        <label class="choice">
          Colour ${renderSelect(COLOURINGS, this.colouring, ({ value }) => (this.colouring = value))}
        </label>
        ${renderCheck('Hover plays', this.hears, (hears) => (this.hears = hears), { look: 'choice' })}
      </ib-figure>
      <ul class="legend" aria-label="Colours">
        ${this.groups.map(
          ({ label, colour, points }) =>
            html`<li>
              <span class="swatch" .style=${`--swatch: ${cssColour(colour)}`}></span>${label} (${points.length})
            </li>`,
        )}
        ${this.renderAbsent(map)}
      </ul>
      ${
        unmeasured.length === 0
          ? nothing
          : html`<div class="choice">
                ${this.action('Measure Timbre', async () => this.measure(), { look: 'small', starts: ['timbre'] })}
                <span
                  >${plural(unmeasured.length, 'file')} without a timbre profile (MFCC, centroid, rolloff, loudness,
                  sharpness, chroma).</span
                >
              </div>
              <ib-sound-gap .audioIds=${unmeasured.map(({ file }) => file.audioId)}></ib-sound-gap>`
      }
      ${jobs.running('timbre') === null ? nothing : html`<ib-job-area .kinds=${['timbre']}></ib-job-area>`}
      ${this.renderNeighbours(map)}
    </section>`;
  }

  private readonly presenceOf = ({ record }: MapPoint): Availability => this.workbench.sources.presenceOf(record.file);

  private renderAbsent(map: SoundMap | null): TemplateResult | typeof nothing {
    const count = (map?.points ?? []).filter((point) => this.presenceOf(point) !== 'here').length;
    if (count === 0) return nothing;
    return html`<li><span class="swatch hollow"></span>${BADGE} (${count})</li>`;
  }

  private renderNeighbours(map: SoundMap | null): TemplateResult | typeof nothing {
    const [only] = this.selected;
    if (map === null || only === undefined || this.selected.size !== 1) return nothing;
    const near = neighbours(map.points, only, NEIGHBOURS);
    if (near.length === 0) return nothing;
    return html`<div>
      <h3>Most similar</h3>
      <ul class="near" aria-label="Most similar sounds">
        ${near.map((point) => this.renderNeighbour(point))}
      </ul>
    </div>`;
  }

  private renderNeighbour(point: MapPoint): TemplateResult {
    const { audioId, path } = point.record.file;
    return html`<li>
      <button class="button small" title=${path} @click=${() => this.choose(audioId)}>
        ${this.presenceOf(point) === 'here' ? nothing : BADGE} ${path}
      </button>
    </li>`;
  }

  private summary(map: SoundMap | null): string {
    if (map === null) return 'The sounds are being laid out.';
    if (map.points.length === 0) {
      return this.workbench.soundMap.basis.value === 'timbre'
        ? 'No sound has descriptors and a timbre profile yet: Measure Timbre makes the profiles.'
        : 'No sound has descriptors yet: Extract All computes them.';
    }
    const [across, up] = map.explained;
    return (
      `${plural(map.points.length, 'sound')}; similar ones lie together. The two axes show ${formatShare(across)} and ` +
      `${formatShare(up)} of the differences. Draw a line around dots to select them.`
    );
  }

  private async measure(): Promise<void> {
    await this.workbench.soundMap.measure();
    await this.workbench.soundMap.draw();
  }

  private choose(audioId: string): void {
    emit(this, 'ib-select', new Set([audioId]));
    this.listen(audioId);
  }

  private listen(audioId: string | null): void {
    clearTimeout(this.rest);
    const { audition, preview } = this.workbench;
    if (audioId === null || !this.hears) {
      audition.close();
      return;
    }
    this.rest = setTimeout(() => {
      this.attempt(async () => {
        preview.player.pause();
        await audition.open(audioId);
        const { value } = audition.state;
        if (value.kind === 'ready' && value.audioId === audioId) await audition.player.play();
      });
    }, REST_MS);
  }

  private readonly onHover = ({ detail }: AppEvent<'ib-hover'>): void => {
    if (detail === this.hovered) return;
    this.hovered = detail;
    this.listen(detail);
  };

  private readonly onDrag = ({ detail }: AppEvent<'ib-drag'>): void => {
    const { phase, x, y, widthPx } = detail;
    if (phase === 'start') this.lasso = [{ x, y }];
    else if (phase === 'move') this.lasso = [...this.lasso, { x, y }];
    else {
      const line = this.lasso;
      this.lasso = [];
      this.selectBy(line, widthPx);
    }
  };

  private selectBy(line: readonly Point[], widthPx: number): void {
    const points = this.shown?.points ?? [];
    const [first] = line;
    const isPress = first === undefined || line.every((at) => Math.hypot(at.x - first.x, at.y - first.y) < LASSO_PX);
    if (isPress) {
      if (this.hovered !== null) emit(this, 'ib-select', new Set([this.hovered]));
      return;
    }
    const place = placesOnMap(points, widthPx);
    const inside = points.filter((point) => isInside(line, place(point)));
    emit(this, 'ib-select', new Set(inside.map(({ record }) => record.file.audioId)));
  }
}

const BADGE = html`<span class="tag">no sound</span>`;

const BASES: readonly { readonly value: MapBasis; readonly label: string }[] = [
  { value: 'descriptors', label: 'Descriptors' },
  { value: 'timbre', label: 'Descriptors and timbre' },
];

const pointColumns = (presenceOf: (point: MapPoint) => Availability): readonly Column<MapPoint>[] => [
  textColumn('path', 'Path', 14, ({ record }) => record.file.path, 2),
  textColumn('sound', 'Sound', 6, (point) => (presenceOf(point) === 'here' ? 'at hand' : 'no sound')),
  numericColumn('x', 'Across', 6, ({ x }) => x, fixed(3), 0),
  numericColumn('y', 'Up', 6, ({ y }) => y, fixed(3), 0),
  textColumn('genre', 'Genre', 7, ({ record }) => record.file.genre),
  numericColumn('score', 'Best score', 7, ({ record }) => record.best?.score ?? null, formatScore, 0),
  numericColumn('regret', 'Regret', 7, ({ regret }) => regret, formatScore, 0),
];

function cssColour(colour: ColourGroup['colour']): string {
  if (typeof colour === 'string') return `var(${colour})`;
  return `color-mix(in srgb, var(${colour[0]}), var(${colour[1]}) ${cssPercent(colour[2])})`;
}
