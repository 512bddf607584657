import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const PATHS = {
  add: svg`<path d="M12 5v14M5 12h14" />`,
  folder: svg`<path d="M3 7a2 2 0 0 1 2-2h4l2 2.5h8a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z" />`,
  sparkle: svg`<path d="M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8z" /><path d="M19 16v4M17 18h4" />`,
  play: svg`<path d="M8 5.5v13l10.5-6.5z" />`,
  pause: svg`<path d="M9 6v12M15 6v12" />`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5" />`,
  download: svg`<path d="M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14" />`,
  upload: svg`<path d="M12 15V4M7.5 8.5L12 4l4.5 4.5M5 19.5h14" />`,
  trash: svg`<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7" />`,
  space: svg`<circle cx="12" cy="12" r="8" /><path d="M12 4v8h8" />`,
  pin: svg`<path d="M9 4h6l-.8 6 2.8 3.5H7L9.8 10zM12 13.5V20" />`,
  more: svg`<path d="M6 12h.01M12 12h.01M18 12h.01" />`,
  close: svg`<path d="M6 6l12 12M18 6L6 18" />`,
  up: svg`<path d="M6 15l6-6 6 6" />`,
  down: svg`<path d="M6 9l6 6 6-6" />`,
  right: svg`<path d="M9 6l6 6-6 6" />`,
  warning: svg`<path d="M12 4.5L21 19.5H3zM12 10v4.5M12 17v.2" />`,
  check: svg`<path d="M5 12.5l4.5 4.5L19 7.5" />`,
  undo: svg`<path d="M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3" />`,
  redo: svg`<path d="M15.5 5L20 9.5 15.5 14M19.5 9.5H10a5.5 5.5 0 0 0 0 11h3" />`,
  sun: svg`<circle cx="12" cy="12" r="4" /><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4" />`,
  moon: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />`,
  screen: svg`<rect x="3.5" y="5" width="17" height="11.5" rx="1.5" /><path d="M9 20h6" />`,
} as const satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

/** A decorative icon in the colour of the text around it; the control that holds it has the name. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    aria-hidden="true"
    width="18"
    height="18"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${PATHS[name]}
  </svg>`;
}
