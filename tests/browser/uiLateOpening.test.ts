import { LitElement } from 'lit';
import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineProgress, OpeningStep } from '../../src/domain/storage.ts';
import type { Workbench } from '../../src/stages/workbench.ts';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { provideWorkbench } from '../../src/ui/contexts.ts';
import { LateOpening } from '../../src/ui/lateOpening.ts';

const openingStep = signal<OpeningStep | null>(OPENING_STEPS.engine);
const engineLoading = signal<EngineProgress | null>(null);
const tryAgain = vi.fn();

class Host extends LitElement {
  readonly provide = provideWorkbench(this);
}
customElements.define('test-late-opening-host', Host);

async function mount(): Promise<LateOpening> {
  const late = new LateOpening();
  const host = new Host();
  host.provide({ environment: { openingStep, engineLoading, tryAgain } } as unknown as Workbench);
  document.body.replaceChildren(host);
  host.append(late);
  await late.updateComplete;
  return late;
}

const pass = async (late: LateOpening, ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await late.updateComplete;
  return late.renderRoot.textContent;
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('an engine that is compiled slowly is told of after ten seconds, with a button that leaves it going', async () => {
  const late = await mount();
  expect(await pass(late, 9_900)).toBe('');
  expect(await pass(late, 200)).toMatch(
    /Nothing has moved for 10 seconds; your data is where it was\. It may still be/u,
  );
  late.renderRoot.querySelector('button')?.click();
  expect(tryAgain).toHaveBeenCalledOnce();
  expect(await pass(late, 0)).toBe('');
  expect(await pass(late, 10_000)).toContain('Try again');
});

it('while more of the engine arrives, or the next step begins, nothing is said', async () => {
  const late = await mount();
  for (let loadedBytes = 1; loadedBytes < 4; loadedBytes += 1) {
    await pass(late, 9_000);
    engineLoading.value = { loadedBytes, totalBytes: 4 };
    expect(await pass(late, 0)).toBe('');
  }
  openingStep.value = OPENING_STEPS.checking;
  expect(await pass(late, 9_000)).toBe('');
  expect(await pass(late, 2_000)).toMatch(/a fresh start is made/u);
});
