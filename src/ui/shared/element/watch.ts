import { BaseElement } from './baseElement.ts';
import { effect } from '@preact/signals-core';
import { panelShown } from './hiddenPanel.ts';

/**
 * An element that renders again whenever a signal that its last update read changes. Signals are read where they are
 * needed (`this.workbench.jobs.value` in `render`); nothing is subscribed by hand, and a removed element lets go of them.
 * In a tab panel that is hidden it waits, whatever changes, and renders once when the panel is shown.
 */
export class WatchingElement extends BaseElement {
  #release: (() => void) | null = null;
  /** Whether it was gone when it was to catch up. */
  #missed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
    if (this.#missed) this.performUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!this.isConnected) this.#letGo();
    });
  }

  protected override scheduleUpdate(): void | Promise<unknown> {
    const shown = panelShown(this);
    return shown === null ? super.scheduleUpdate() : this.#catchUp(shown);
  }

  async #catchUp(shown: Promise<void>): Promise<void> {
    await shown;
    // What it is a part of first: that may hand it something else, or take it away.
    const root = this.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : null;
    if (host instanceof WatchingElement && host.isUpdatePending) await host.updateComplete.catch(() => undefined);
    if (this.isConnected) this.performUpdate();
    else this.#missed = true;
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    this.#missed = false;
    this.#letGo();
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
