/** Fires a composed, bubbling event, so that listeners outside the shadow root hear it. */
export function emit(target: EventTarget, type: string, detail?: unknown): void {
  target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
