import { tokens } from './tokens.ts';

export type ThemeChoice = 'dark' | 'light' | 'system';

/** Fired on `window` after the colours have changed, for what is drawn on a canvas. */
export const THEME_EVENT = 'ib-theme';

declare global {
  interface WindowEventMap {
    [THEME_EVENT]: Event;
  }
}

const prefersLight = matchMedia('(prefers-color-scheme: light)');
let current: ThemeChoice = 'dark';

/** Adds the tokens to the document; a second call changes nothing. */
export function installTokens(): void {
  const sheet = tokens.styleSheet;
  if (sheet !== undefined && !document.adoptedStyleSheets.includes(sheet)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
}

/** Shows a theme through `data-theme` on the root element; `system` follows the browser from then on. */
export function applyTheme(choice: ThemeChoice): void {
  current = choice;
  const shown = choice === 'system' ? (prefersLight.matches ? 'light' : 'dark') : choice;
  if (document.documentElement.dataset['theme'] === shown) return;
  document.documentElement.dataset['theme'] = shown;
  const background = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', background);
  window.dispatchEvent(new Event(THEME_EVENT));
}

prefersLight.addEventListener('change', () => {
  if (current === 'system') applyTheme('system');
});
