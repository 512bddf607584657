const waits = new WeakMap<HTMLElement, Promise<void>>();

/** The hidden tab panel that an element is in, through the shadow roots; null where it is in none. */
function hiddenPanel(element: Element): HTMLElement | null {
  let inner: Element | null = element;
  while (inner !== null) {
    const panel = inner.closest<HTMLElement>('[role="tabpanel"]');
    if (panel !== null) return panel.hidden ? panel : null;
    const root = inner.getRootNode();
    inner = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

/** Resolves when the hidden tab panel that an element is in is shown, before that is painted; null where it is in none. */
export function panelShown(element: Element): Promise<void> | null {
  const panel = hiddenPanel(element);
  if (panel === null) return null;
  const known = waits.get(panel);
  if (known !== undefined) return known;
  const shown = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (panel.hidden) return;
      observer.disconnect();
      waits.delete(panel);
      resolve();
    });
    observer.observe(panel, { attributeFilter: ['hidden'] });
  });
  waits.set(panel, shown);
  return shown;
}
