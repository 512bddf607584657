import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { measureSpace, type SpaceKind, type StorageSpace } from '../../stages/data/storageSpace.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/text/metricList.ts';
import { formatBytes } from '../shared/text/format.ts';
import { SPACE_NAMES } from './spaceWords.ts';
import { DataContext } from '../contexts.ts';

/** What this browser really holds for the app, by kind; measured anew whenever the storage is. */
@customElement('ib-storage-use')
export class StorageUse extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;

  @state() private space: StorageSpace | null = null;
  private measured: unknown = null;

  protected override render(): TemplateResult {
    const { store } = this.data;
    const { environment } = this.shell;
    const { value: storage } = environment.storage;
    if (storage !== this.measured) {
      this.measured = storage;
      this.attempt(async () => (this.space = await measureSpace(store)));
    }
    const { space } = this;
    const bytesOf = (kind: SpaceKind) => (kind === 'other' ? space?.otherBytes : space?.bytes[kind]) ?? null;
    return html`<ib-metric-list
      aria-label="Storage by kind"
      .metrics=${(Object.keys(SPACE_NAMES) as SpaceKind[]).map((kind) => ({
        label: SPACE_NAMES[kind],
        value: formatBytes(bytesOf(kind)),
      }))}
    ></ib-metric-list>`;
  }
}
