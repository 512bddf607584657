import { css } from 'lit';

/**
 * The design tokens as custom properties of the document; shadow roots inherit them. Dark chalkboard green is the
 * default, `data-theme="light"` on the root element swaps the colours only.
 *
 * Every text colour has a contrast of 4.5:1 or more on every surface of its theme, `--line-strong` and the focus ring 3:1.
 */
export const tokens = css`
  :root {
    color-scheme: dark;
    --bg: #16302a;
    --surface: #1b3932;
    --surface-raised: #22453d;
    --surface-sunken: #11261f;
    --surface-hover: #2a5047;
    --surface-selected: #2c5e52;
    --line: #2f564c;
    --line-strong: #7ba195;
    --text: #f3f5ef;
    --text-dim: #bcd0c7;
    --accent: #8fe0c8;
    --accent-hover: #aeeeda;
    --on-accent: #0d221c;
    --danger: #ffb9b1;
    --danger-surface: #4a2a2a;
    --warning: #ffd88f;
    --warning-surface: #443a21;
    --success: #b4e8a5;
    --focus: #fff3b0;
    --scrim: rgb(6 16 13 / 70%);
    --shadow: 0 1.25rem 3rem rgb(3 12 9 / 55%);
    --pastel-1: #8fe0c8;
    --pastel-2: #f8cf9c;
    --pastel-3: #b9c7ff;
    --pastel-4: #f6b3b3;
    --pastel-5: #f1e89a;
    --pastel-6: #a5d8f7;
    --pastel-7: #e9b8ec;
    --pastel-8: #bfe6a8;
    --scale-low: #3f6f8c;
    --scale-middle: #5cc2ac;
    --scale-high: #f7f0a4;

    --space-1: 0.25rem;
    --space-2: 0.5rem;
    --space-3: 0.75rem;
    --space-4: 1rem;
    --space-5: 1.5rem;
    --space-6: 2rem;
    --space-7: 3rem;
    --radius-s: 0.375rem;
    --radius: 0.625rem;
    --radius-l: 1rem;
    --control-height: 2.5rem;
    --small-control-height: 2rem;
    --slim-control-height: 1.75rem;
    --box-size: 1.125rem;
    --row-height: 2.5rem;
    --page-width: 90rem;

    --font:
      'Atkinson Hyperlegible Next', 'Typeface until then', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans',
      sans-serif;
    --font-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'Noto Sans Mono', monospace;
    --text-xs: 0.78rem;
    --text-s: 0.875rem;
    --text-m: 0.9375rem;
    --text-l: 1.125rem;
    --text-xl: 1.375rem;
    --text-2xl: 1.875rem;

    --motion-fast: 120ms;
    --motion: 200ms;
    --ease: cubic-bezier(0.2, 0, 0, 1);
  }

  :root[data-theme='light'] {
    color-scheme: light;
    --bg: #eef3ef;
    --surface: #fbfdfb;
    --surface-raised: #ffffff;
    --surface-sunken: #e4ece6;
    --surface-hover: #e3efe9;
    --surface-selected: #cdeade;
    --line: #cfdcd5;
    --line-strong: #6d877d;
    --text: #14302a;
    --text-dim: #45605a;
    --accent: #0b6b55;
    --accent-hover: #085342;
    --on-accent: #ffffff;
    --danger: #a3231d;
    --danger-surface: #fde8e5;
    --warning: #7a4d00;
    --warning-surface: #fdf1d6;
    --success: #2c6a1c;
    --focus: #0a4fae;
    --scrim: rgb(20 48 42 / 45%);
    --shadow: 0 1.25rem 3rem rgb(20 48 42 / 22%);
    --pastel-1: #0b7a62;
    --pastel-2: #b35c00;
    --pastel-3: #4257c9;
    --pastel-4: #c2413b;
    --pastel-5: #806c00;
    --pastel-6: #1673a8;
    --pastel-7: #9a3fa3;
    --pastel-8: #4c7a1f;
    --scale-low: #a9cfc2;
    --scale-middle: #2f8f86;
    --scale-high: #123a63;
  }

  @media (pointer: coarse) {
    :root {
      --control-height: 2.75rem;
      --small-control-height: 2.75rem;
      --slim-control-height: 2.75rem;
      --box-size: 1.5rem;
      --row-height: 2.75rem;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :root {
      --motion-fast: 0ms;
      --motion: 0ms;
    }
  }

  html {
    background: var(--bg);
    color: var(--text);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  body {
    margin: 0;
    font: 400 var(--text-m) / 1.5 var(--font);
  }
`;
