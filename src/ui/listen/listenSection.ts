import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ListeningSound, ListeningSource } from '../../stages/listening/sound/listeningSound.ts';
import '../shared/fields/soundPicker.ts';
import { renderSelect, renderSelectField } from '../shared/fields/select.ts';
import '../shared/jobs/jobArea.ts';
import { PROJECT_RATES_HZ } from '../../domain/pluginInUse.ts';
import { soundOption } from '../shared/text/gapWords.ts';
import { ACCEPTED_AUDIO } from '../../stages/import/chosenFiles.ts';
import { icon } from '../theme/icons.ts';
import './blindComparison.ts';
import './clusterPreview.ts';
import './excerptPicker.ts';
import { HearingElement } from './hearingElement.ts';
import './learnedPreferences.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { formatCount } from '../shared/text/format.ts';
import { DataContext, SoundsContext, LearningContext } from '../contexts.ts';

/** What the keyboard does to the time that is seen. */
const ZOOM_KEYS = [
  { id: 'hear-zoom-in', title: 'Zoom in', keys: ['+', '='], run: (hear: ListenSection) => hear.zoomBy(2) },
  { id: 'hear-zoom-out', title: 'Zoom out', keys: ['-'], run: (hear: ListenSection) => hear.zoomBy(0.5) },
  { id: 'hear-show-loop', title: 'Show the loop', keys: ['l'], run: (hear: ListenSection) => hear.showLoop() },
  { id: 'hear-loop-shown', title: 'Loop what is shown', keys: ['o'], run: (hear: ListenSection) => hear.loopShown() },
] as const;

/** Listening: a sound through the plugin's clustering. */
@customElement('ib-listen')
export class ListenSection extends HearingElement {
  static override styles = css`
    :host {
      container-type: inline-size;
    }

    .sources {
      align-items: end;
    }

    .choice {
      flex: 1 1 16rem;
      min-width: 0;
    }

    /* As wide as the name of a model, also before there is one. */
    .plugin {
      flex: 0 1 21rem;
      min-width: 0;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  /** Whether it stands beside a list in which the sound is chosen, and has little room. */
  @property({ type: Boolean }) beside = false;
  @query('#file') private readonly fileInput!: HTMLInputElement;
  @query('#preset') private readonly presetInput!: HTMLInputElement;
  private releaseKeys: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => this.listening.openHearing());
    this.releaseKeys = this.shell.commands.add([
      {
        id: 'hear-other',
        title: 'Hear the other of two states',
        group: 'Hear',
        keys: ['x'],
        isEnabled: () => this.canCompare,
        run: () => this.hearing.listening.controls.swap(),
      },
      {
        id: 'hear-defaults',
        title: 'Defaults ⇄ Yours',
        group: 'Hear',
        keys: ['d'],
        isEnabled: () => this.canCompare && this.hearing.listening.yours.value.id !== 'defaults',
        run: () => this.hearing.listening.swapDefaults(),
      },
      ...ZOOM_KEYS.map(({ id, title, keys, run }) => ({
        id,
        title,
        keys,
        group: 'Hear',
        isEnabled: () => this.canCompare,
        run: () => run(this),
      })),
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseKeys();
    this.listening.hearing.value?.listening.player.pause();
  }

  protected override render(): TemplateResult {
    const isLoaded = this.listening.hearing.value !== null;
    const isBrief = this.beside && this.listening.hearing.value?.listening.sound.value != null;
    return html`<section class="stack ${this.beside ? '' : 'panel'}" aria-label="Hear">
      <h2 class=${this.beside ? 'visually-hidden' : ''}>Hear</h2>
      ${
        isBrief
          ? nothing
          : html`<p class="hint">
              What your DAW will play: a sound split into clusters, each treated in its own way, by the plugin's own
              arithmetic and its own model. What you hear can be exported as a preset that opens in the plugin.
            </p>`
      }
      ${isLoaded ? this.renderLoaded() : html`<p class="hint">Loading …</p>`}
      <!-- Not there while this part is loaded, or a sound opened, which make room for themselves above it. -->
      <ib-learned-preferences
        ?hidden=${!isLoaded || this.shell.jobs.active('listening') !== null}
      ></ib-learned-preferences>
    </section>`;
  }

  /** Whether the states of an open sound can be heard in turn. */
  private get canCompare(): boolean {
    const hearing = this.listening.hearing.value;
    return hearing !== null && hearing.listening.sound.value !== null && !this.isComparing;
  }

  private get isComparing(): boolean {
    return this.hearing.blindComparison.session.value !== null;
  }

  private renderLoaded(): TemplateResult {
    const { listening } = this.hearing;
    const sound = listening.sound.value;
    const isLast = this.beside && sound !== null;
    return html`${isLast ? nothing : this.renderChoice()}
      <ib-job-area .kinds=${['listening', 'listening-export']}>
        <p class="hint">${this.isOpen ? stateText(sound, listening.available.value.length) : nothing}</p>
      </ib-job-area>
      ${sound === null ? nothing : this.renderSound(sound)} ${isLast ? this.renderChoice() : nothing}`;
  }

  private renderChoice(): TemplateResult {
    const { listening } = this.hearing;
    const sources = listening.available.value;
    const open = listening.sound.value?.source ?? null;
    // A sound is chosen also while another one is opened, which is given up then.
    const canChoose = this.accepts() && !this.isComparing;
    const isFree = canChoose && this.accepts('listening');
    return html`<div class="toolbar sources">
      <ib-sound-picker
        class="choice"
        label="Sound to hear"
        placeholder=${sources.length === 0 ? (this.isOpen ? 'No sounds yet' : 'Opening the data set …') : 'Choose a sound of the data set'}
        .sounds=${sources}
        .keyOf=${keyOf}
        .nameOf=${this.nameOf}
        .value=${open === null ? '' : keyOf(open)}
        ?disabled=${sources.length === 0 || !canChoose}
        @ib-pick=${this.onPick}
      ></ib-sound-picker>
      <button class="button" ?disabled=${!canChoose} @click=${() => this.fileInput.click()}>
        ${icon('add')} Open Sound
      </button>
      <div class="field">
        <label for="rate">Project rate</label>
        ${renderSelect(RATES, String(this.shell.settings.projectRateHz.value ?? ''), this.onRate, { id: 'rate', disabled: !isFree })}
      </div>
      ${this.renderPlugin(isFree)}
      <button class="button" @click=${() => this.presetInput.click()}>${icon('add')} Import Preset</button>
      <input id="file" type="file" accept=${ACCEPTED_AUDIO} hidden @change=${this.onFile} />
      <input id="preset" type="file" accept=".vstpreset,.aupreset,.json" hidden @change=${this.onPreset} />
    </div>`;
  }

  /** Which model the user's plugin was built with. Its place is there before there is one, so that nothing moves. */
  private renderPlugin(isFree: boolean): TemplateResult {
    const { dataSet } = this.data;
    const { models } = this.learning;
    const said = dataSet.builtInModelId.value;
    const ids = models.models.value.filter(({ kind }) => kind === 'plugin').map(({ modelId }) => modelId);
    const isGone = said !== null && !ids.includes(said);
    const choices = [
      { value: '', label: 'As it is shipped' },
      ...ids.map((id) => ({ value: id, label: `Built with ${id}` })),
      ...(isGone ? [{ value: said, label: `Built with ${said}, which is gone: heard as shipped` }] : []),
    ];
    return renderSelectField(
      'plugin',
      'Plugin in use',
      choices,
      said ?? '',
      ({ value }) => this.attempt(async () => models.buildIn(value === '' ? null : value)),
      { disabled: !isFree || choices.length === 1, look: 'plugin' },
    );
  }

  private readonly nameOf = (source: ListeningSource): string => {
    if (source.kind === 'offered') return `${source.path} (chosen above)`;
    return source.kind === 'data-set' ? soundOption(source.path, this.sounds.sources.presenceOf(source)) : source.path;
  };

  private renderSound(sound: ListeningSound): TemplateResult {
    const { listening, blindComparison } = this.hearing;
    return html`<ib-excerpt-picker
        .peaks=${listening.zoom.peaks.value}
        .view=${listening.zoom.view.value}
        .disabled=${blindComparison.session.value !== null}
        .durationSec=${sound.durationSec}
        .excerpt=${listening.excerpt.value}
        .positionSec=${blindComparison.session.value === null ? listening.player.positionSec.value : null}
        @ib-excerpt=${({ detail }: AppEvent<'ib-excerpt'>) => listening.setExcerpt(detail)}
        @ib-zoom=${({ detail: { factor, aroundSec } }: AppEvent<'ib-zoom'>) => listening.zoom.zoom(factor, aroundSec)}
      ></ib-excerpt-picker>
      ${this.renderZoom()}
      ${blindComparison.session.value === null ? html`<ib-cluster-preview></ib-cluster-preview>` : nothing}
      ${sound.source.kind === 'data-set' ? html`<ib-blind-comparison></ib-blind-comparison>` : nothing}`;
  }

  /** Goes into the waveform and the picture of the clusters in time, and loops what is seen. */
  private renderZoom(): TemplateResult {
    const { zoom } = this.hearing.listening;
    const button = (name: string, key: string | null, run: () => void, isOff = false) =>
      html`<button
        class="button small"
        aria-keyshortcuts=${key ?? nothing}
        title=${key === null ? nothing : `Key ${key}`}
        ?disabled=${isOff}
        @click=${run}
      >
        ${name}
      </button>`;
    const isComparing = this.isComparing;
    const buttons = html`<div class="toolbar" role="group" aria-label="Zoom">
      ${button('Zoom In', '+', () => this.zoomBy(2))} ${button('Zoom Out', '-', () => this.zoomBy(0.5))}
      ${button('Earlier', null, () => zoom.move(-0.5))} ${button('Later', null, () => zoom.move(0.5))}
      ${button('Show Loop', 'l', () => this.showLoop())} ${button('Show All', null, () => zoom.showAll())}
      ${button('Loop What Is Shown', 'o', () => this.loopShown(), isComparing)}
    </div>`;
    return this.beside
      ? html`<details>
          <summary>Zoom and loop</summary>
          ${buttons}
        </details>`
      : buttons;
  }

  /** Around where the player is, if that is seen. */
  zoomBy(factor: number): void {
    const { zoom, player } = this.hearing.listening;
    zoom.zoom(factor, player.positionSec.value);
  }

  showLoop(): void {
    const { zoom, excerpt } = this.hearing.listening;
    zoom.show(excerpt.value);
  }

  loopShown(): void {
    const { listening } = this.hearing;
    listening.setExcerpt(listening.zoom.view.value);
  }

  private readonly onPick = ({ detail }: AppEvent<'ib-pick'>): void => {
    const { listening } = this.hearing;
    const picked = listening.available.value.find((source) => keyOf(source) === detail);
    if (picked !== undefined) this.attempt(async () => listening.open(picked));
  };

  private readonly onFile = (): void => {
    const file = this.fileInput.files?.[0];
    this.fileInput.value = '';
    if (file === undefined) return;
    this.attempt(async () => this.hearing.listening.open({ kind: 'file', path: file.name, file }));
  };

  private readonly onPreset = (): void => {
    const file = this.presetInput.files?.[0];
    this.presetInput.value = '';
    if (file !== undefined) this.attempt(async () => this.hearing.listening.importPreset(file));
  };

  private readonly onRate = ({ value }: { readonly value: string }): void => {
    this.attempt(async () => this.hearing.listening.setProjectRate(value === '' ? null : Number(value)));
  };
}

const RATES = [
  { value: '', label: "The file's" },
  ...PROJECT_RATES_HZ.map((rateHz) => ({ value: String(rateHz), label: `${rateHz / 1000} kHz` })),
];

function keyOf(source: ListeningSource): string {
  return `${source.kind}:${source.path}`;
}

function stateText(sound: ListeningSound | null, available: number): string {
  if (sound !== null) {
    const part = sound.isCut ? 'The first five minutes of ' : '';
    return `${part}${sound.source.path}, ${formatCount(sound.sampleRateHz)} Hz.`;
  }
  if (available === 0) return 'Open a sound, or import some and extract their descriptors.';
  return 'Choose a sound, or open any file; nothing plays before you press Play Preview.';
}
