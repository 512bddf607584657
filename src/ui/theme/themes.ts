import type { Theme } from '../../stages/shell/settings.ts';

/** How each choice of theme is called and pictured, in the order in which they follow each other. */
export const THEMES: Readonly<Record<Theme, { readonly icon: 'moon' | 'sun' | 'screen'; readonly label: string }>> = {
  dark: { icon: 'moon', label: 'dark' },
  light: { icon: 'sun', label: 'light' },
  system: { icon: 'screen', label: 'as the system' },
};

const ORDER: readonly Theme[] = ['dark', 'light', 'system'];

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'dark';
}
