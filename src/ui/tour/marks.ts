/** The first visible control that a step of the tour points at, through the shadow roots below a part of the page. */
export function markedControl(part: ParentNode, mark: string): HTMLElement | null {
  for (const element of part.querySelectorAll<HTMLElement>('*')) {
    if (element.dataset['tour'] === mark && element.checkVisibility({ visibilityProperty: true })) return element;
    const inner = element.shadowRoot === null ? null : markedControl(element.shadowRoot, mark);
    if (inner !== null) return inner;
  }
  return null;
}
