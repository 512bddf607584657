import { BaseElement } from './baseElement.ts';
import { effect } from '@preact/signals-core';
import { hiddenPanel, waitUntilShown } from './hiddenPanel.ts';

/**
 * An element that renders again whenever a signal that its last update read changes. Signals are read where they are
 * needed (`this.shell.jobs.jobs.value` in `render`); nothing is subscribed by hand, and a removed element lets go of them.
 * In a tab panel that is hidden it waits, whatever changes, and renders once when the panel is shown.
 */
export class WatchingElement extends BaseElement {
  #release: (() => void) | null = null;
  /** Ends its waiting in a hidden panel; null where it does not wait. */
  #leave: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
    if (this.#leave !== null) queueMicrotask(() => this.#catchUp());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    queueMicrotask(() => {
      if (!this.isConnected) this.#letGo();
    });
  }

  /** The update that was put off. */
  #catchUp(): void {
    if (this.isConnected) this.performUpdate();
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    const panel = hiddenPanel(this);
    if (panel !== null) {
      this.#leave = waitUntilShown(panel, this, () => this.#catchUp());
      return;
    }
    this.#leave = null;
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
