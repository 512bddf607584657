import { expect, it } from 'vitest';
import type { Trial } from '../../src/domain/trials.ts';
import { TrialExplorer } from '../../src/ui/optimise/trials/trialExplorer.ts';
import { emit } from '../../src/ui/shared/element/events.ts';
import type { FigureFrame } from '../../src/ui/shared/figure/figureFrame.ts';
import { trialOf } from '../fakes/trialOf.ts';

const numbered = (trialIndex: number): Trial =>
  trialOf(trialIndex, 0.5 + 0.1 * Math.sin(trialIndex), (trialIndex % 100) / 40);

it('what the trials tell says of how many trials, and how many of them are drawn', async () => {
  const explorer = new TrialExplorer();
  document.body.replaceChildren(explorer);
  await explorer.updateComplete;
  const root = explorer.renderRoot;
  const said = async (count: number) => {
    explorer.trials = Array.from({ length: count }, (_, i) => numbered(i));
    return words();
  };
  const words = async () => {
    await explorer.updateComplete;
    const summaries = Array.from(root.querySelectorAll<FigureFrame>('ib-figure'), ({ heading, summary }) => [
      heading,
      summary,
    ]);
    const { Slices: slices, Contour: contour } = Object.fromEntries(summaries) as Record<string, string>;
    return { status: root.querySelector('[role=status]')?.textContent, slices, contour };
  };

  const few = await said(40);
  expect(few.status).toBe('40 trials.');
  expect(few.slices).toBe('The score of every trial over each value that was tried.');
  expect(few.contour).toMatch(/lie near\.$/u);

  const many = await said(9001);
  expect(many.status).toMatch(/^9,001 trials\. 1,12[67] of 9,001 are drawn, the best among them\.$/u);
  expect(many.slices).toMatch(/^The score of 1,12[67] of 9,001 trials, the best among them, over each value/u);
  expect(many.contour).toMatch(/Smoothed from 1,12[67] of 9,001 trials\.$/u);

  // All inside are drawn, and every fourth of those outside.
  emit(root.querySelector('ib-brush-fields')!, 'ib-brushes', new Map([['distancePenalty', [0, 0.28]]]));
  const brushed = await words();
  expect(brushed.status).toMatch(
    /^1,081 of 9,001 trials inside the brushes\. 3,06[12] of 9,001 are drawn, the best among them\.$/u,
  );
  expect(brushed.contour).toBe(many.contour);
  explorer.remove();
});
