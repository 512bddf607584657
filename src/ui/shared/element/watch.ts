import { BaseElement } from './baseElement.ts';
import { effect } from '@preact/signals-core';

/**
 * An element that renders again whenever a signal that its last update read changes. Signals are read where they are
 * needed (`this.workbench.jobs.value` in `render`); nothing is subscribed by hand, and a removed element lets go of them.
 */
export class WatchingElement extends BaseElement {
  #release: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#letGo();
    });
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    this.#letGo();
    // One that was removed with an update on its way would be held by the signals for good; it reads them again when it comes back.
    if (!this.isConnected) return super.performUpdate();
    let updating = true;
    this.#release = effect(() => {
      if (updating) {
        updating = false;
        super.performUpdate();
      } else {
        this.requestUpdate();
      }
    });
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
  }
}
