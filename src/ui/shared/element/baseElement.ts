import { LitElement, type CSSResultGroup, type CSSResultOrNative } from 'lit';
import { base } from '../../theme/base.ts';
import { plainTable } from '../text/plainTable.ts';

/** An element with the styles that every part of the page shares; its own come after them. */
export class BaseElement extends LitElement {
  protected static override finalizeStyles(styles: CSSResultGroup = []): CSSResultOrNative[] {
    return super.finalizeStyles([base, plainTable, styles]);
  }
}
