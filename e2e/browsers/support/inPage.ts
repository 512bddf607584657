import { computeAccessibleName, getRole, isInaccessible } from 'dom-accessibility-api';

/** An element's role; the library knows those that markup implies. */
function hasRole(element: Element, role: string): boolean {
  return (element.getAttribute('role') ?? getRole(element)) === role;
}

/** All elements in order, those of open shadow roots included. */
function* everyElement(root: Document | ShadowRoot): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot !== null) yield* everyElement(element.shadowRoot);
  }
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && !isInaccessible(element);
}

/** The first shown element of that role and exact accessible name ("/…/" is a pattern); null where there is none. */
export function byRole(role: string, name: string): Element | null {
  const pattern = /^\/(.*)\/$/su.exec(name)?.[1];
  for (const element of everyElement(document)) {
    if (!hasRole(element, role) || !isShown(element)) continue;
    const accessibleName = computeAccessibleName(element);
    if (pattern === undefined ? accessibleName === name : new RegExp(pattern, 'u').test(accessibleName)) return element;
  }
  return null;
}

/** The first element that a CSS selector finds, in any shadow root. */
export function bySelector(selector: string): Element | null {
  for (const element of everyElement(document)) if (element.matches(selector)) return element;
  return null;
}

/** What the log says, folded or not. */
export function logText(): string {
  const log = bySelector('[role="log"]');
  return (log?.textContent ?? '').replaceAll(/\s+/gu, ' ');
}

/** What stands on the page, cut where it is long. */
export function shownText(): string {
  const texts = [...everyElement(document)].filter((element) => isShown(element)).flatMap(ownText);
  return texts.join(' | ').slice(0, MOST_SHOWN);
}

const MOST_SHOWN = 2000;

function ownText(element: Element): readonly string[] {
  const text = [...element.childNodes].filter((node) => node instanceof Text).map(({ data }) => data);
  const said = text.join(' ').replaceAll(/\s+/gu, ' ').trim();
  return said === '' || element.localName === 'style' ? [] : [said];
}
