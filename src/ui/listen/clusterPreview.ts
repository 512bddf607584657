import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { CLUSTER_COUNT_LIMITS, untouchedMix, type ClusterTone } from '../../domain/clusterMix.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import '../shared/figure/saveButtons.ts';
import { formatValue } from '../shared/text/format.ts';
import { renderSlider } from '../shared/fields/inputs.ts';
import '../shared/fields/numberField.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import './clusterPicture.ts';
import './clusterStrip.ts';

/** The open sound, played through the plugin's clustering: candidates side by side, clusters with their controls. */
@customElement('ib-cluster-preview')
export class ClusterPreview extends WorkbenchElement {
  static override styles = css`
    .transport {
      align-items: end;
    }

    .transport .button {
      min-width: 9rem;
    }

    .mix {
      flex: 1 1 10rem;
      min-width: 0;
    }

    .pick {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.75rem;
      cursor: pointer;
      white-space: nowrap;
    }
  `;

  protected override render(): TemplateResult {
    const { listening } = this.workbench;
    const { player } = listening;
    const mix = listening.mix.value;
    const sound = listening.sound.value;
    const binCentresHz = sound?.binCentresHz ?? new Float32Array();
    return html`<div class="stack">
      ${this.renderTransport()} ${this.renderCandidates()}
      <ib-cluster-picture .player=${player} .binCentresHz=${binCentresHz}></ib-cluster-picture>
      <div>
        ${mix.tones.map(
          (tone, c) =>
            html`<ib-cluster-strip
              .cluster=${c}
              .tone=${tone}
              .player=${player}
              .binCentresHz=${binCentresHz}
              @ib-change=${({ detail }: CustomEvent<ClusterTone>) =>
                listening.setMix({ ...mix, tones: mix.tones.with(c, detail) })}
            ></ib-cluster-strip>`,
        )}
      </div>
    </div>`;
  }

  private renderTransport(): TemplateResult {
    const { listening } = this.workbench;
    const { player } = listening;
    const mix = listening.mix.value;
    const playing = player.playing.value;
    const share = Math.round(100 * mix.mix);
    return html`<div class="toolbar transport">
      <button
        class="button primary"
        @click=${() => (playing ? player.pause() : this.attempt(async () => player.play()))}
      >
        ${icon(playing ? 'pause' : 'play')} ${playing ? 'Pause Preview' : 'Play Preview'}
      </button>
      <ib-number-field
        label="Clusters"
        .min=${CLUSTER_COUNT_LIMITS.min}
        .max=${CLUSTER_COUNT_LIMITS.max}
        .value=${listening.clusterCount.value}
        @ib-change=${({ detail }: CustomEvent<number | null>) => detail !== null && listening.setClusterCount(detail)}
      ></ib-number-field>
      <div class="mix">
        ${renderSlider(
          'mix',
          'Mix',
          { min: 0, max: 100, step: 1, value: share, shown: `${share} %`, words: `${share} % clusters` },
          (percent) => listening.setMix({ ...mix, mix: percent / 100 }),
        )}
      </div>
      <button class="button" @click=${() => listening.setMix(untouchedMix(mix.tones.length))}>Reset Mix</button>
      ${this.action('Export WAV', async () => listening.exportWav(), {
        icon: 'download',
        starts: ['listening', 'listening-export'],
      })}
    </div>`;
  }

  /** Which hyperparameters are heard; changing it while the sound plays makes no click. */
  private renderCandidates(): TemplateResult {
    const { listening } = this.workbench;
    const candidates = listening.candidates.value;
    const chosen = listening.chosen.value;
    return renderSavedCells(
      'Candidates',
      ['Heard with', ...atEnd(...SHOWN.map(({ column }) => html`<code>${column}</code>`))],
      candidates.map(({ id, label, hyperparameters }) =>
        [
          html`<label class="pick">
            <input
              type="radio"
              name="candidate"
              value=${id}
              .checked=${id === chosen.id}
              @change=${() => listening.choose(id)}
            />
            ${label}
          </label>`,
          SHOWN.map(({ key }) => formatValue(hyperparameters[key], 3)),
        ].flat(),
      ),
    );
  }
}

/** What the plugin's clustering acts on. */
const SHOWN = HYPERPARAMETERS.filter(({ key }) => key !== 'basePenaltyLog' && key !== 'penaltySkew');
