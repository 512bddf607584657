/** The elements that wait in hidden panels, with their updates. */
const waiting = new WeakMap<HTMLElement, Map<Element, () => void>>();

/** The hidden tab panel that an element is in, through the shadow roots; null where it is in none. */
export function hiddenPanel(element: Element): HTMLElement | null {
  for (let inner: Element | null = element; inner !== null; inner = hostOf(inner)) {
    const panel = inner.closest<HTMLElement>('[role="tabpanel"]');
    if (panel !== null) return panel.hidden ? panel : null;
  }
  return null;
}

/**
 * Has an element catch up when a panel is shown, before that is painted, and after what it is a part of: that may hand it
 * something else, or take it away.
 *
 * @returns what has it wait no more: an element that was removed is held by nothing else.
 */
export function waitUntilShown(panel: HTMLElement, element: Element, update: () => void): () => void {
  const elements = waiting.get(panel) ?? newRoom(panel);
  elements.set(element, update);
  return () => elements.delete(element);
}

function newRoom(panel: HTMLElement): Map<Element, () => void> {
  const elements = new Map<Element, () => void>();
  const catchUp = (element: Element): void => {
    for (let host = hostOf(element); host !== null; host = hostOf(host)) {
      if (elements.has(host)) catchUp(host);
    }
    const update = elements.get(element);
    elements.delete(element);
    update?.();
  };
  new MutationObserver(() => {
    if (panel.hidden) return;
    for (const element of elements.keys()) {
      try {
        catchUp(element);
      } catch (error) {
        // The others are shown all the same.
        reportError(error);
      }
    }
  }).observe(panel, { attributeFilter: ['hidden'] });
  waiting.set(panel, elements);
  return elements;
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
