import type { ThemeChoice } from './theme.ts';

/** How each choice of theme is called and pictured, in the order in which they follow each other. */
export const THEMES: Readonly<
  Record<ThemeChoice, { readonly icon: 'moon' | 'sun' | 'screen'; readonly label: string }>
> = {
  dark: { icon: 'moon', label: 'dark' },
  light: { icon: 'sun', label: 'light' },
  system: { icon: 'screen', label: 'as the system' },
};

export function nextTheme(theme: ThemeChoice): ThemeChoice {
  const order = Object.keys(THEMES) as ThemeChoice[];
  return order[(order.indexOf(theme) + 1) % order.length] ?? 'dark';
}
