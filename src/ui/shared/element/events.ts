import type { AppEvents } from '../../appEvents.ts';

/** An event of the app, as a listener gets it. */
export type AppEvent<Name extends keyof AppEvents> = CustomEvent<AppEvents[Name]>;

/** Fires a composed, bubbling event, so that listeners outside the shadow root hear it. */
export function emit<Name extends keyof AppEvents>(
  target: EventTarget,
  name: Name,
  ...[detail]: AppEvents[Name] extends null ? [] : [detail: AppEvents[Name]]
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
