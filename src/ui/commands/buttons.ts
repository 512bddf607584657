/** The buttons that are seen below a part of the page, through the shadow roots, with their accessible names. */
export function seenButtons(
  part: ParentNode,
): readonly { readonly name: string; readonly button: HTMLButtonElement }[] {
  return [...part.querySelectorAll('*')].flatMap((element) => {
    const inner = element.shadowRoot === null ? [] : seenButtons(element.shadowRoot);
    if (!(element instanceof HTMLButtonElement) || !element.checkVisibility({ visibilityProperty: true })) return inner;
    const name = (element.ariaLabel ?? element.textContent).replaceAll(/\s+/gu, ' ').trim();
    return name === '' ? inner : [{ name, button: element }, ...inner];
  });
}

const LOOKS = 100;
const LOOK_EVERY_MS = 50;

/** Presses the button of that name as soon as it is seen; one that cannot be pressed now is shown. Answers whether it came. */
export async function pressWhenSeen(name: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
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
