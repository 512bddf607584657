import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { CLUSTERS, PLUGIN_PARAMETERS } from '../../domain/pluginParameters.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import '../shared/fields/numberField.ts';
import { icon } from '../theme/icons.ts';
import './clusterPicture.ts';
import './clusterStrip.ts';
import { HearingElement } from './hearingElement.ts';
import './hearFiles.ts';
import './hearGain.ts';
import './hearSplit.ts';
import './hearTreatment.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { LIBRARY } from '../routes.ts';

const COUNT = PLUGIN_PARAMETERS.find(({ id }) => id === 'numClusters') ?? { min: 2, max: 8 };

/** The open sound through the plugin: how it is split, what is done to its clusters, and the files of it. */
@customElement('ib-cluster-preview')
export class ClusterPreview extends HearingElement {
  static override styles = css`
    .play {
      min-width: 9rem;
    }
  `;

  protected override render(): TemplateResult {
    const { listening } = this.hearing;
    const { player } = listening;
    const { settings, soloed } = listening.controls.state.value;
    const view = listening.zoom.view.value;
    const binCentresHz = listening.sound.value?.binCentresHz ?? new Float32Array();
    return html`<div class="stack">
      ${this.renderTransport()}
      <ib-hear-gain></ib-hear-gain>
      <ib-cluster-picture
        .player=${player}
        .binCentresHz=${binCentresHz}
        .seenSec=${view.endSec - view.startSec}
      ></ib-cluster-picture>
      <ib-hear-treatment></ib-hear-treatment>
      <div>
        ${CLUSTERS.slice(0, settings.numClusters).map(
          (c) =>
            html`<ib-cluster-strip
              .cluster=${c}
              .parameters=${settings}
              .soloed=${soloed.includes(c)}
              .player=${player}
              .binCentresHz=${binCentresHz}
              @ib-parameters=${({ detail }: AppEvent<'ib-parameters'>) => listening.setParameters(detail)}
              @ib-solo=${({ detail }: AppEvent<'ib-solo'>) => listening.toggleSolo(detail)}
            ></ib-cluster-strip>`,
        )}
      </div>
      <ib-hear-split></ib-hear-split>
      <ib-hear-files></ib-hear-files>
    </div>`;
  }

  private renderTransport(): TemplateResult {
    const { listening } = this.hearing;
    const { player, controls } = listening;
    const playing = player.playing.value;
    return html`<div class="toolbar ranged">
      <button
        class="button play ${this.shell.settings.route.value === LIBRARY.hash ? 'primary' : ''}"
        @click=${() => (playing ? player.pause() : this.attempt(async () => player.play()))}
      >
        ${icon(playing ? 'pause' : 'play')} ${playing ? 'Pause Preview' : 'Play Preview'}
      </button>
      <ib-number-field
        label="Clusters"
        .min=${COUNT.min}
        .max=${COUNT.max}
        .value=${controls.state.value.settings.numClusters}
        @ib-number=${({ detail }: AppEvent<'ib-number'>) => detail !== null && listening.setClusterCount(detail)}
      ></ib-number-field>
      <button
        class="button lit"
        aria-pressed=${controls.side.value === 'B'}
        aria-keyshortcuts="x"
        title="Key X: hears the other one of two states, equally loud"
        @click=${() => controls.swap()}
      >
        Hear ${controls.side.value === 'A' ? 'B' : 'A'}
      </button>
      <button class="button" @click=${() => controls.copyToOther()}>
        Copy to ${controls.side.value === 'A' ? 'B' : 'A'}
      </button>
      <button class="button" ?disabled=${!controls.canUndo.value} @click=${() => controls.undo()}>
        ${icon('undo')} Undo Edit
      </button>
      ${renderCheck('Match loudness', listening.matchesLoudness.value, (isOn) => (listening.matchesLoudness.value = isOn))}
    </div>`;
  }
}
