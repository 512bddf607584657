import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { AudioCounts } from '../../stages/data/audioTally.ts';
import { emit } from './element/events.ts';
import { remembered } from './element/remembered.ts';
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

  private readonly describedOf = remembered((absent: readonly AudioRecord[], counts: AudioCounts) =>
    // Of all files, all that have descriptors.
    absent.length === counts.files
      ? counts.described
      : absent.filter(({ descriptors }) => descriptors.kind === 'done').length,
  );
  private readonly lackingOf = remembered((audioIds: readonly string[], absent: readonly AudioRecord[]) => {
    const { files } = this.data.dataSet.counts.peek();
    // Of all files, all that are absent; where all are, those that are asked about.
    if (audioIds.length === files || absent.length === files) return Math.min(audioIds.length, absent.length);
    const wanted = new Set(audioIds);
    return absent.filter(({ file }) => wanted.has(file.audioId)).length;
  });

  protected override render(): TemplateResult | typeof nothing {
    const { sources } = this.sounds;
    const { dataSet } = this.data;
    const { audioIds } = this;
    const absent = sources.absent.value;
    const lacking =
      audioIds === null ? this.describedOf(absent, dataSet.counts.value) : this.lackingOf(audioIds, absent);
    if (lacking === 0) return nothing;
    return html`<p class="caution" role="status">
      ${gapWords(lacking, audioIds?.length ?? dataSet.counts.value.described)} Without them the rest goes on.
      ${this.action('Reconnect', () => emit(this, 'ib-show', 'reconnect'), { look: 'small' })}
    </p>`;
  }
}
