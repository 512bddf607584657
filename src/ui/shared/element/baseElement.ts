import { LitElement, type CSSResultGroup, type CSSResultOrNative } from 'lit';
import { base } from '../../theme/base.ts';
import { keepFocus } from './keptFocus.ts';
import { plainTable } from '../text/plainTable.ts';

/** An element with the styles that every part of the page shares; its own come after them. */
export class BaseElement extends LitElement {
  protected static override finalizeStyles(styles: CSSResultGroup = []): CSSResultOrNative[] {
    return super.finalizeStyles([base, plainTable, styles]);
  }

  constructor() {
    super();
    this.addController({ hostUpdated: keepFocus });
  }

  /** Follows something while the element is in the page. @param begin answers what ends it. */
  protected whileConnected(begin: () => () => void): void {
    let end: (() => void) | undefined;
    this.addController({ hostConnected: () => (end = begin()), hostDisconnected: () => end?.() });
  }

  /** Hears an event of the window while the element is in the page. */
  protected onWindow<Type extends keyof WindowEventMap>(
    type: Type,
    heard: (event: WindowEventMap[Type]) => void,
    options: AddEventListenerOptions = {},
  ): void {
    this.whileConnected(() => {
      window.addEventListener(type, heard, options);
      return () => window.removeEventListener(type, heard, options);
    });
  }

  /** Told when the element comes into the page and whenever its size changes. */
  protected onResize(resized: () => void): void {
    const observer = new ResizeObserver(resized);
    this.whileConnected(() => {
      observer.observe(this);
      return () => observer.disconnect();
    });
  }
}
