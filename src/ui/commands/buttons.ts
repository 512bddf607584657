export interface SeenButton {
  /** Its accessible name. */
  readonly name: string;
  readonly button: HTMLButtonElement;
}

/** The buttons that are seen below a part of the page, through the shadow roots. */
export function seenButtons(part: ParentNode, found: SeenButton[] = []): readonly SeenButton[] {
  for (const element of part.querySelectorAll('*')) {
    if (element instanceof HTMLButtonElement && element.checkVisibility({ visibilityProperty: true })) {
      const name = nameOf(element);
      if (name !== '') found.push({ name, button: element });
    }
    if (element.shadowRoot !== null) seenButtons(element.shadowRoot, found);
  }
  return found;
}

/** Unfolds the Details in which a button of that name is, where they are seen. */
function unfoldFor(name: string, part: ParentNode): void {
  for (const element of part.querySelectorAll('*')) {
    if (element instanceof HTMLDetailsElement && !element.open && element.checkVisibility()) {
      const buttons = [...element.querySelectorAll('button')];
      if (buttons.some((button) => nameOf(button) === name)) element.open = true;
    }
    if (element.shadowRoot !== null) unfoldFor(name, element.shadowRoot);
  }
}

function nameOf(button: HTMLButtonElement): string {
  return (button.ariaLabel ?? button.textContent).replaceAll(/\s+/gu, ' ').trim();
}

const LOOKS = 100;
const LOOK_EVERY_MS = 50;

/** Presses the button of that name as soon as it is seen; one that cannot be pressed now is shown. Answers whether it came. */
export async function pressWhenSeen(name: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) unfoldFor(name, document);
    const found = seenButtons(document).find((seen) => seen.name === name);
    if (found !== undefined) {
      found.button.scrollIntoView({ block: 'center' });
      found.button.focus();
      found.button.click();
      return true;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS);
    });
  }
  return false;
}
