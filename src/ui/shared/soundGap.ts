import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from './element/events.ts';
import { WorkbenchElement } from './element/workbenchElement.ts';
import { gapWords } from './text/gapWords.ts';
import { DataContext, SoundsContext } from '../contexts.ts';

/**
 * Says of work that needs sound how many of its files have none at hand, before it starts, and leads to the way out (S13). Shows nothing
 * where none lacks it.
 */
@customElement('ib-sound-gap')
export class SoundGap extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  /** The files that the work would hear; null for all that have descriptors. */
  @property({ attribute: false }) audioIds: readonly string[] | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { sources } = this.sounds;
    const { dataSet } = this.data;
    const { audioIds } = this;
    const absent = sources.absent.value;
    const wanted = audioIds === null ? null : new Set(audioIds);
    const lacking = absent.filter(({ file, descriptors }) =>
      wanted === null ? descriptors.kind === 'done' : wanted.has(file.audioId),
    );
    if (lacking.length === 0) return nothing;
    return html`<p class="caution" role="status">
      ${gapWords(lacking.length, wanted?.size ?? dataSet.counts.value.described)} Without them the rest goes on.
      ${this.action('Reconnect', () => emit(this, 'ib-show', 'reconnect'), { look: 'small' })}
    </p>`;
  }
}
