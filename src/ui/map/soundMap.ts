import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { MapBasis, MapLayout, MapPoint, SoundMap } from '../../stages/descriptors/soundMapStage.ts';
import type { Audition } from '../../stages/listening/sound/audition.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { remembered } from '../shared/element/remembered.ts';
import '../shared/figure/figureFrame.ts';
import '../shared/soundGap.ts';
import type { Figure, FigureFrame } from '../shared/figure/figureFrame.ts';
import type { Point } from '../shared/figure/scene.ts';
import { cssPercent, formatCount, plural } from '../shared/text/format.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { figureChoice, renderSelect } from '../shared/fields/select.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { colourGroups, COLOURINGS, type Colouring, type ColourGroup, type MapFacts } from './mapColours.ts';
import { drawnMap, idsOf, lassoMarks, mapFigure, roughWidthPx, type DrawnMap } from './mapFigure.ts';
import { followGestures } from './mapGestures.ts';
import { ARROWS, insideOf, mapPlaces, nearestDot, nextDot, placeAt, placesSeen, type MapPlaces } from './mapPlaces.ts';
import { moved, revealing, WHOLE, zoomed, type MapView, type Size } from './mapView.ts';
import { mapKey, MAP_KEYS } from './mapKeys.ts';
import { BADGE, mostSimilar, renderMostSimilar } from './mostSimilar.ts';
import { mapStyles } from './mapStyles.ts';
import { pointColumns } from './mapTable.ts';
import { textRuler } from './textRuler.ts';
import { axesInWords, axesSentence, clusterNames } from './mapWords.ts';
import { DataContext, SoundsContext, LearningContext, ListeningContext, BrowsingContext } from '../contexts.ts';

/** So long a pointer rests on a dot before its sound is heard: one that only crosses it is not meant. */
const REST_MS = 35;
const ZOOM_STEP = 1.5;
const PAN_STEP_PX = 80;
const EDGE_PX = 60;
const USUAL_HEIGHT_PX = 460;
const LEAST_HEIGHT_PX = 280;
/** What is seen below a picture that fits. */
const BELOW_PX = 16;

const NOTHING: DrawnMap = drawnMap({
  points: [],
  places: mapPlaces([], false),
  groups: [],
  presences: [],
  selected: new Set(),
  shown: null,
  axes: [null, null],
  widthOf: roughWidthPx,
});

/**
 * The sounds as dots, similar ones together: what the pointer passes over plays, a press selects, a line drawn around dots selects
 * them all; wheel, pinch, buttons and keys go nearer and about. Fires `ib-select` with the audio ids.
 */
@customElement('ib-sound-map')
export class SoundMapView extends WorkbenchElement {
  static override styles = [figureChoice, mapStyles];

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  /** The audio ids of the selected files. */
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  /** What filters leave: the others are drawn faint and cannot be picked. Null for all. */
  @property({ attribute: false }) shown: readonly AudioRecord[] | null = null;
  /** Whether the picture takes the height that this element has, which must not follow from what is in it. */
  @property({ type: Boolean }) fits = false;

  @state() private heightPx = USUAL_HEIGHT_PX;
  @state() private colouring: Colouring = 'cluster';
  @state() private hears = true;
  @state() private hovered: string | null = null;
  /** Whether the arrows go from dot to dot. */
  @state() private steps = false;
  @state() private isWhole = true;
  @query('ib-figure') private readonly figure!: FigureFrame<MapPoint>;

  private view: MapView = WHOLE;
  private lasso: readonly Point[] = [];
  private drawn: DrawnMap = NOTHING;
  private places: MapPlaces = NOTHING.content.places;
  private ids: readonly string[] = [];
  private map: SoundMap | null = null;
  private facts: MapFacts = { clusterNames: [], verdicts: new Map(), answers: new Map() };
  private groups: readonly ColourGroup[] = [];
  private presences: readonly Availability[] = [];
  private absentCount = 0;
  private audition: Audition | null = null;
  private drawnFrom: unknown = null;
  private absent: readonly AudioRecord[] = [];
  private rest: ReturnType<typeof setTimeout> | undefined;
  private endGestures: () => void = () => undefined;
  /** Another one for every other content: the figure draws anew where it changes, and asks `view` in every frame. */
  private build: (widthPx: number, isSaved?: boolean) => Figure = this.builder();

  constructor() {
    super();
    this.onResize(() => this.fit());
  }

  /** Gives the focus to the picture, which keys operate. */
  override focus(): void {
    this.figure.focusPicture();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.rest);
    this.endGestures();
    this.audition?.hush();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => (this.audition = await this.listening.openAudition()));
    this.attempt(async () => {
      await this.updateComplete;
      await this.figure.updateComplete;
      this.endGestures();
      if (this.isConnected) this.endGestures = this.followPointers(this.figure.picture);
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { soundMap } = this.browsing;
    const { dataSet } = this.data;
    const { jobs } = this.shell;
    const { sources } = this.sounds;
    const { judge } = this.listening;
    const { prediction } = this.learning;
    const records = dataSet.records.value;
    const { value: absent } = sources.absent;
    const measuring = jobs.running('timbre', 'descriptors', 'import') !== null;
    if (!measuring && this.drawnFrom !== records) {
      this.drawnFrom = records;
      // What is drawn is read by the next update: reading it here would follow what the drawing itself changes.
      queueMicrotask(() => void soundMap.draw());
    }
    const map = soundMap.map.value;
    const facts = { verdicts: judge.ofFiles.value, answers: prediction.ofFiles.value };
    const isOtherMap = map !== this.map;
    const isOtherFact = facts.verdicts !== this.facts.verdicts || facts.answers !== this.facts.answers;
    if (isOtherMap) {
      const points = map?.points ?? [];
      // Where sounds lie elsewhere than before, what was near is no longer.
      if (map?.layout !== this.map?.layout || map?.basis !== this.map?.basis) this.see(WHOLE);
      this.places = mapPlaces(points, map?.layout === 'umap');
      this.ids = idsOf(points);
    }
    if (isOtherMap || isOtherFact || changed.has('colouring')) {
      this.facts = { ...facts, clusterNames: clusterNames(map?.clusters ?? []) };
      this.groups = colourGroups(map?.points ?? [], this.colouring, this.facts);
    }
    const isOtherPresence = isOtherMap || absent !== this.absent;
    if (isOtherPresence) {
      const presenceOf = sources.presences();
      this.presences = (map?.points ?? []).map(({ record }) => presenceOf(record.file));
      this.absentCount = this.presences.reduce((count, presence) => count + Number(presence !== 'here'), 0);
    }
    this.map = map;
    this.absent = absent;
    if (!isOtherPresence && !isOtherFact && !['colouring', 'selected', 'shown'].some((name) => changed.has(name)))
      return;
    const { places, groups, presences, selected, shown } = this;
    this.drawn = drawnMap(
      {
        points: map?.points ?? [],
        places,
        groups,
        presences,
        selected,
        shown: shown === null ? null : new Set(shown.map(({ file }) => file.audioId)),
        axes: map === null || map.axes === null ? [null, null] : axesInWords(map.axes),
        widthOf: this.widthOf,
      },
      this.ids,
    );
    this.build = this.builder();
  }

  protected override render(): TemplateResult {
    const { soundMap } = this.browsing;
    const { jobs } = this.shell;
    const { map } = this;
    const unmeasured = soundMap.unmeasured();
    return html`<section class="panel stack tight" aria-label="Map of the sounds">
      <ib-figure
        heading="Sound map"
        .operable=${MAP_KEYS}
        .summary=${this.summary(map)}
        .heightPx=${this.heightPx}
        .build=${this.build}
        .shownKey=${this.hovered}
        .table=${() => ({ columns: pointColumns(this.presenceOf, this.facts), rows: map?.points ?? [] })}
        @ib-hover=${this.onHover}
        @keydown=${this.onKey}
      >
        <label class="choice">
          By ${renderSelect(BASES, soundMap.basis.value, ({ value }) => void soundMap.drawBy(value))}
        </label>
        <label class="choice">
          Layout ${renderSelect(LAYOUTS, soundMap.layout.value, ({ value }) => void soundMap.layOutBy(value))}
        </label>
        <label class="choice">
          Colour ${renderSelect(COLOURINGS, this.colouring, ({ value }) => (this.colouring = value))}
        </label>
        ${renderCheck('Hover plays', this.hears, (hears) => (this.hears = hears), { look: 'choice' })}
        ${this.renderViewButtons()}
      </ib-figure>
      <p class="visually-hidden" role="status">${this.steps ? this.stepWords() : ''}</p>
      <ul class="legend" aria-label="Colours">
        ${this.groups.map(
          ({ label, colour, members }) =>
            html`<li>
              <span class="swatch" .style=${`--swatch: ${cssColour(colour)}`}></span>${label}
              (${formatCount(members.length)})
            </li>`,
        )}
        ${this.renderAbsent()}
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
              <ib-sound-gap .audioIds=${this.idsOf(unmeasured)}></ib-sound-gap>`
      }
      ${jobs.active('timbre', 'sound-map') === null ? nothing : html`<ib-job-area .kinds=${['timbre', 'sound-map']}></ib-job-area>`}
      ${renderMostSimilar(this.similar(map, this.selected), this.presenceOf, (audioId) => this.choose(audioId))}
    </section>`;
  }

  private renderViewButtons(): TemplateResult {
    const button = (label: string, name: string, press: () => void, disabled = false) =>
      html`<button class="button small" aria-label=${name} title=${name} ?disabled=${disabled} @click=${press}>
        ${label}
      </button>`;
    return html`<span class="view" role="group" aria-label="View of the map">
      ${button('−', 'Zoom out', () => this.zoom(1 / ZOOM_STEP), this.isWhole)}
      ${button('+', 'Zoom in', () => this.zoom(ZOOM_STEP))}
      ${button('Whole map', 'Whole map', () => this.see(WHOLE), this.isWhole)}
      <button
        class="button small"
        aria-pressed=${this.steps}
        title="The arrows go from dot to dot: Enter selects, Space plays, Escape ends it"
        @click=${this.toggleSteps}
      >
        Dot by dot
      </button>
    </span>`;
  }

  // What a pointer passes over draws the controls anew, and the same lists.
  private readonly similar = remembered(mostSimilar);
  private readonly idsOf = remembered((records: readonly AudioRecord[]) => records.map(({ file }) => file.audioId));

  private readonly presenceOf = ({ record }: MapPoint): Availability => this.sounds.sources.presenceOf(record.file);

  private renderAbsent(): TemplateResult | typeof nothing {
    const count = this.absentCount;
    if (count === 0) return nothing;
    return html`<li><span class="swatch hollow"></span>${BADGE} (${formatCount(count)})</li>`;
  }

  private summary(map: SoundMap | null): string {
    if (map === null) return 'The sounds are being laid out.';
    if (map.points.length === 0) {
      return this.browsing.soundMap.basis.value === 'timbre'
        ? 'No sound has descriptors and a timbre profile yet: Measure Timbre makes the profiles.'
        : 'No sound has descriptors yet: Extract All computes them.';
    }
    return `${plural(map.points.length, 'sound')}; similar ones lie together. ${axesSentence(map)} Draw a line around dots to select them.`;
  }

  private async measure(): Promise<void> {
    await this.browsing.soundMap.measure();
    await this.browsing.soundMap.draw();
  }

  private builder(): (widthPx: number, isSaved?: boolean) => Figure {
    const { drawn } = this;
    return (widthPx) => ({
      ...mapFigure(drawn, this.view, { widthPx, heightPx: this.heightPx }),
      over: () => lassoMarks(this.lasso),
    });
  }

  private readonly widthOf = textRuler(this);

  // What is seen

  private get size(): Size {
    return { widthPx: this.figure.picture.clientWidth, heightPx: this.heightPx };
  }

  private fit(): void {
    if (!this.fits || !this.hasUpdated) return;
    const above = this.figure.picture.getBoundingClientRect().top - this.getBoundingClientRect().top + this.scrollTop;
    this.heightPx = Math.max(LEAST_HEIGHT_PX, Math.floor(this.clientHeight - above - BELOW_PX));
  }

  private see(view: MapView): void {
    this.view = view;
    this.isWhole = view.zoom === 1;
    if (this.hasUpdated) this.figure.redraw();
  }

  private zoom(factor: number, at?: Point): void {
    const { size } = this;
    this.see(zoomed(this.view, factor, at ?? { x: size.widthPx / 2, y: size.heightPx / 2 }, size));
  }

  private pan(by: Point): void {
    this.see(moved(this.view, by, this.size));
  }

  private seen(): Float32Array {
    return placesSeen(this.places, this.view, this.size);
  }

  // What is chosen and heard

  private choose(audioId: string, adds = false): void {
    const chosen = new Set(adds ? this.selected : []);
    if (!adds || !chosen.delete(audioId)) chosen.add(audioId);
    emit(this, 'ib-select', chosen);
    this.listen(audioId);
  }

  private listen(audioId: string | null, afterMs = REST_MS): void {
    clearTimeout(this.rest);
    const { audition } = this;
    const { preview } = this.listening;
    const { listPlayer } = this.browsing;
    if (audioId === null || !this.hears) {
      audition?.hush();
      return;
    }
    this.rest = setTimeout(() => {
      preview.player.pause();
      listPlayer.stop();
      this.attempt(async () => audition?.hear(audioId));
    }, afterMs);
  }

  private readonly onHover = ({ detail }: AppEvent<'ib-hover'>): void => {
    if (detail === this.hovered || this.lasso.length > 1) return;
    this.hovered = detail;
    this.listen(detail);
  };

  private followPointers(picture: HTMLElement): () => void {
    return followGestures(picture, {
      pan: (by) => this.pan(by),
      zoom: (factor, at) => this.zoom(factor, at),
      draw: (line) => {
        this.lasso = line;
        this.figure.drawOver();
      },
      press: (at, adds) => {
        const index = nearestDot(this.seen(), at, this.drawn.isPickable);
        const id = index === null ? undefined : this.idAt(index);
        if (id !== undefined) this.choose(id, adds);
      },
      enclose: (line, adds) => {
        const places = this.seen();
        const { ids, isPickable } = this.drawn;
        const isInside = insideOf(line);
        const chosen = new Set(adds ? this.selected : []);
        // By their places: there may be 100,000.
        for (let i = 0; i < ids.length; i += 1)
          if (isInside(places[2 * i] ?? 0, places[2 * i + 1] ?? 0) && isPickable(i)) chosen.add(ids[i] ?? '');
        emit(this, 'ib-select', chosen);
      },
    });
  }

  private idAt(index: number): string | undefined {
    return this.drawn.ids[index];
  }

  // By keys

  private readonly onKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (!(target instanceof HTMLElement) || target.role !== 'application') return;
    const key = mapKey(event, this.steps);
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (key.kind === 'zoom') this.zoom(key.nearer ? ZOOM_STEP : 1 / ZOOM_STEP);
    else if (key.kind === 'whole') this.see(WHOLE);
    else if (key.kind === 'steps') this.step(key.begins);
    else if (key.kind === 'arrow') {
      const { x, y } = ARROWS[key.direction];
      if (this.steps) this.goTo(nextDot(this.seen(), this.stepIndex(), key.direction, this.drawn.isPickable));
      else this.pan({ x: -x * PAN_STEP_PX, y: -y * PAN_STEP_PX });
    } else if (this.hovered !== null) {
      if (key.kind === 'select') this.choose(this.hovered, key.adds);
      else this.attempt(async () => this.audition?.hear(this.hovered ?? ''));
    }
  };

  private readonly toggleSteps = (): void => {
    this.step(!this.steps);
    if (this.steps) this.figure.focusPicture();
  };

  private step(begins: boolean): void {
    this.steps = begins;
    if (begins) this.goTo(this.stepIndex());
    else this.hovered = null;
  }

  /** The dot that is stepped on: the one shown, else the selected one, else the one nearest the middle. */
  private stepIndex(): number {
    const [selected] = this.drawn.selectedAt;
    const shown = this.hovered === null ? -1 : this.drawn.ids.indexOf(this.hovered);
    if (shown >= 0) return shown;
    const { widthPx, heightPx } = this.size;
    const middle = { x: widthPx / 2, y: heightPx / 2 };
    return selected ?? nearestDot(this.seen(), middle, this.drawn.isPickable, Infinity) ?? 0;
  }

  private goTo(index: number | null): void {
    const id = index === null ? undefined : this.idAt(index);
    if (index === null || id === undefined) return;
    this.hovered = id;
    this.see(revealing(this.view, placeAt(this.seen(), index), this.size, EDGE_PX));
  }

  private stepWords(): string {
    const index = this.hovered === null ? -1 : this.drawn.ids.indexOf(this.hovered);
    const point = this.map?.points[index];
    if (point === undefined) return '';
    const group = this.groups.find(({ members }) => members.includes(index));
    const { audioId, path } = point.record.file;
    return [path, group?.label, this.selected.has(audioId) ? 'selected' : null].filter(Boolean).join(', ');
  }
}

const BASES: readonly { readonly value: MapBasis; readonly label: string }[] = [
  { value: 'descriptors', label: 'Descriptors' },
  { value: 'timbre', label: 'Descriptors and timbre' },
];

const LAYOUTS: readonly { readonly value: MapLayout; readonly label: string }[] = [
  { value: 'components', label: 'Main differences' },
  { value: 'umap', label: 'Neighbourhoods (UMAP)' },
];

function cssColour(colour: ColourGroup['colour']): string {
  if (typeof colour === 'string') return `var(${colour})`;
  return `color-mix(in srgb, var(${colour[0]}), var(${colour[1]}) ${cssPercent(colour[2])})`;
}
