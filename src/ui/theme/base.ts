import { css } from 'lit';

/** Read out, and not seen. */
export const visuallyHidden = css`
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

/** What every shadow root shares: native controls, text and layout helpers. */
export const base = css`
  :host {
    display: block;
    min-width: 0;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  h2,
  h3,
  .long {
    overflow-wrap: anywhere;
  }

  h2 {
    font-size: var(--text-l);
    font-weight: 600;
    line-height: 1.3;
  }

  h3 {
    font-size: var(--text-m);
    font-weight: 600;
    line-height: 1.4;
  }

  a {
    color: var(--accent);
  }

  code {
    font-family: var(--font-mono);
    font-size: 0.92em;
  }

  pre {
    margin: 0;
    white-space: pre-wrap;
    font: var(--text-xs) / 1.5 var(--font-mono);
  }

  kbd {
    padding: 0 var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-s);
    font: var(--text-xs) / 1.6 var(--font-mono);
  }

  fieldset {
    display: grid;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0;
  }

  dialog {
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-l);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
    color: var(--text);
  }

  dialog::backdrop {
    background: var(--scrim);
  }

  progress {
    width: 100%;
    accent-color: var(--accent);
  }

  button,
  input,
  select,
  textarea,
  summary {
    font: inherit;
    color: inherit;
  }

  button,
  summary,
  select,
  input[type='checkbox'],
  input[type='radio'] {
    cursor: pointer;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--control-height);
    padding: var(--space-1) var(--space-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-s);
    background: transparent;
    color: var(--text);
    font-weight: 500;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    transition:
      background var(--motion-fast) var(--ease),
      border-color var(--motion-fast) var(--ease);
  }

  .button:hover:not(:disabled) {
    background: var(--surface-hover);
    border-color: var(--accent);
  }

  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover:not(:disabled) {
    border-color: var(--accent-hover);
    background: var(--accent-hover);
  }

  .button.danger {
    border-color: var(--danger);
    color: var(--danger);
  }

  /* One that is on, wherever the pointer is. */
  .button.lit[aria-pressed='true'],
  .button.lit[aria-pressed='true']:hover:not(:disabled) {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.danger:hover:not(:disabled) {
    background: var(--danger-surface);
  }

  .button.quiet {
    border-color: transparent;
    color: var(--text-dim);
  }

  .button.quiet:hover:not(:disabled) {
    color: var(--text);
  }

  .button.small {
    min-height: var(--small-control-height);
    padding: 0 var(--space-3);
    font-size: var(--text-s);
  }

  .button:disabled {
    border-color: var(--line);
    border-style: dashed;
    background: transparent;
    color: var(--text-dim);
    cursor: not-allowed;
  }

  .button svg {
    flex: none;
  }

  input:not([type='checkbox'], [type='radio'], [type='file']),
  select,
  textarea {
    min-height: var(--control-height);
    width: 100%;
    padding: var(--space-1) var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-s);
    background: var(--surface-sunken);
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }

  /* Without a shape of its own WebKit takes colours and height of the system's. */
  select {
    appearance: none;
    padding-right: calc(2 * var(--space-3) + 0.6rem);
    background-image:
      linear-gradient(45deg, transparent 50%, currentcolor 50%),
      linear-gradient(-45deg, transparent 50%, currentcolor 50%);
    background-position:
      right calc(var(--space-3) + 0.3rem) center,
      right var(--space-3) center;
    background-size: 0.3rem 0.3rem;
    background-repeat: no-repeat;
  }

  input::placeholder {
    color: var(--text-dim);
    opacity: 1;
  }

  input:disabled,
  select:disabled {
    border-style: dashed;
    color: var(--text-dim);
    cursor: not-allowed;
  }

  input[aria-invalid='true'] {
    border-color: var(--danger);
  }

  input[type='range']:not(#_) {
    padding: 0;
    accent-color: var(--accent);
  }

  input[type='checkbox'],
  input[type='radio'] {
    width: var(--box-size);
    height: var(--box-size);
    margin: 0;
    flex: none;
    accent-color: var(--accent);
  }

  .field {
    display: grid;
    gap: var(--space-1);
    align-content: start;
  }

  .field > label,
  .field > .label {
    color: var(--text-dim);
    font-size: var(--text-s);
  }

  .check {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--control-height);
  }

  .hint {
    color: var(--text-dim);
    font-size: var(--text-s);
  }

  .error {
    color: var(--danger);
    font-size: var(--text-s);
  }

  .caution {
    color: var(--warning);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--space-3) var(--space-2);
  }

  /* Beside number fields, which have their range below them. */
  @media (min-width: 48rem) {
    .toolbar.ranged {
      align-items: start;
    }

    .toolbar.ranged > :is(.button, .check) {
      margin-top: calc(1.5 * var(--text-s) + var(--space-1));
    }
  }

  .toolbar > .hint {
    align-self: center;
  }

  .toolbar .button {
    padding-inline: var(--space-3);
  }

  .spacer {
    flex: 1 1 0;
  }

  .stack {
    display: grid;
    gap: var(--space-4);
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
  }

  .stack.tight {
    gap: var(--space-3);
  }

  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(var(--least, 24rem), 100%), 1fr));
    gap: var(--space-5);
    align-items: start;
  }

  .panel {
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }

  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-height: 2rem;
  }

  .tag {
    display: inline-block;
    padding: 0 var(--space-2);
    border: 1px solid var(--line-strong);
    border-radius: 99rem;
    color: var(--text-dim);
    font-size: var(--text-xs);
    white-space: nowrap;
  }

  .tag.on {
    border-color: var(--accent);
    color: var(--accent);
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    color: var(--text-dim);
    font-size: var(--text-s);
  }

  .legend li {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
  }

  .popup {
    position: fixed;
    z-index: 6;
    left: var(--x);
    top: var(--y);
    display: grid;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
  }

  .visually-hidden {
    ${visuallyHidden}
  }

  details > summary {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--slim-control-height);
    color: var(--text-dim);
    font-size: var(--text-s);
    list-style: none;
  }

  details > summary::-webkit-details-marker {
    display: none;
  }

  details > summary::before {
    content: '';
    border: 0.3em solid transparent;
    border-left-color: currentcolor;
    margin-right: -0.15em;
    transition: transform var(--motion-fast) var(--ease);
  }

  details[open] > summary::before {
    transform: translate(-0.12em, 0.15em) rotate(90deg);
  }

  details > summary:hover {
    color: var(--text);
  }

  @media (max-width: 40rem) {
    .panel {
      padding: var(--space-4);
    }

    /* Of a card: full lines, three a line where their words fit, so that what lies below begins on the first screen. */
    .toolbar[slot] {
      align-items: stretch;
      gap: var(--space-2);
    }

    .toolbar[slot] > .button {
      flex: 1 1 6rem;
      padding-inline: var(--space-2);
      font-size: var(--text-s);
    }

    .toolbar[slot] > .button > svg,
    .toolbar[slot] > .spacer {
      display: none;
    }
  }
`;
