import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { WorkbenchElement } from './shared/element/workbenchElement.ts';

const LATE_AFTER_MS = 10_000;

/** While the data set opens: where nothing has moved for ten seconds, says so, and offers to try again. */
@customElement('ib-late-opening')
export class LateOpening extends WorkbenchElement {
  static override styles = css`
    section {
      display: flex;
      gap: var(--space-4);
      align-items: center;
      justify-content: space-between;
      max-width: var(--page-width);
      margin: 0 auto;
      padding: var(--space-3) var(--space-5);
      border-top: 1px solid var(--line);
    }

    .button {
      flex: none;
    }
  `;

  @state() private isLate = false;
  private moved: readonly unknown[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { openingStep, engineLoading } = this.shell.environment;
    const now = [openingStep.value, engineLoading.value];
    if (now.some((part, i) => part !== this.moved[i])) this.waitAgain();
    this.moved = now;
  }

  protected override render(): TemplateResult | typeof nothing {
    const step = this.shell.environment.openingStep.value;
    if (!this.isLate || step === null) return nothing;
    const next =
      step.isSilent === true
        ? 'It may still be at work, and is waited for. Try again starts it once more beside the first: whichever is ready first is used.'
        : 'If it does not move on, a fresh start is made, and then you are told what to do. Try again makes it now.';
    return html`<section role="status">
      <p>Opening the data set: ${step.doing} Nothing has moved for 10 seconds; your data is where it was. ${next}</p>
      ${this.action('Try again', async () => this.tryAgain(), { look: 'small' })}
    </section>`;
  }

  private async tryAgain(): Promise<void> {
    this.waitAgain();
    await this.shell.environment.tryAgain();
  }

  private waitAgain(): void {
    this.isLate = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.isLate = true), LATE_AFTER_MS);
  }
}
