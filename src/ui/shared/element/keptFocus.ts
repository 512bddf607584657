import { focusedElement } from './focusedElement.ts';

/** The parts of the page that may have the focus for one of their controls. */
const PARTS = 'section, dialog, main, [role="group"], [role="region"], [role="menu"], [role="tabpanel"]';

/** What has the focus, and what it stands in, from within outwards and through shadow roots. */
let held: { readonly control: HTMLElement; readonly around: readonly HTMLElement[] } | null = null;
/** What lost the focus as it was disabled or went, and the part of the page that has it in its place. */
let lost: { readonly control: HTMLElement; readonly standIn: HTMLElement } | null = null;
let isLooking = false;

/** Whether what had the focus has lost it, and nothing else was given it. */
export function hasLostFocus(): boolean {
  const focused = focusedElement();
  return focused === null || focused === lost?.standIn;
}

/**
 * To be called after each update of an element. A pressed button that begins a job is disabled while it runs, and parts of the page
 * are replaced: the browser would put the focus on nothing. The nearest part around it has the focus then, and gives it back to a
 * control that can be used again.
 */
export function keepFocus(): void {
  if (isLooking || (held === null && lost === null)) return;
  isLooking = true;
  // Whoever gives the focus to something better does it before the next frame.
  requestAnimationFrame(look);
}

function look(): void {
  isLooking = false;
  const focused = focusedElement();
  if (lost !== null && focused === lost.standIn && isUsable(lost.control)) {
    lost.control.focus({ preventScroll: true });
  } else if (held !== null && !isUsable(held.control) && (focused === null || focused === held.control)) {
    const standIn = held.around.find((part) => part.isConnected && part.matches(PARTS) && part.checkVisibility());
    if (standIn !== undefined) standFor(held.control, standIn);
  }
}

function isUsable(control: HTMLElement): boolean {
  return control.isConnected && !control.matches(':disabled');
}

function standFor(control: HTMLElement, standIn: HTMLElement): void {
  if (!standIn.hasAttribute('tabindex')) {
    standIn.tabIndex = -1;
    standIn.addEventListener('blur', () => standIn.removeAttribute('tabindex'), { once: true });
  }
  standIn.focus({ preventScroll: true });
  lost = { control, standIn };
}

addEventListener(
  'focusin',
  (event) => {
    const [control, ...around] = event.composedPath().filter((node) => node instanceof HTMLElement);
    held = control === undefined ? null : { control, around };
    if (control !== lost?.standIn) lost = null;
  },
  { capture: true },
);

// Whoever leaves a control that can be used wants nothing to have the focus; a window that is left keeps it.
addEventListener(
  'focusout',
  ({ relatedTarget }) => {
    if (relatedTarget !== null || !document.hasFocus()) return;
    // What is being taken away still looks as if it could be used.
    queueMicrotask(() => {
      if (focusedElement() === null && held !== null && isUsable(held.control)) held = lost = null;
    });
  },
  { capture: true },
);
