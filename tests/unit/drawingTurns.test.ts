import { afterEach, expect, it, vi } from 'vitest';
import { drawInTurn, leaveTurn } from '../../src/ui/shared/figure/drawingTurns.ts';

afterEach(() => vi.unstubAllGlobals());

/** The frames of a browser, which come when they are asked for, and a clock that only drawing moves. */
function someFrames() {
  const frames: (() => void)[] = [];
  let nowMs = 0;
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('performance', { now: () => nowMs });
  const drawn: string[] = [];
  const drawing = (name: string, tookMs: number) => () => {
    drawn.push(name);
    nowMs += tookMs;
  };
  const frame = (): string[] => {
    frames.shift()?.();
    return drawn.splice(0);
  };
  return { drawing, frame, waits: () => frames.length > 0 };
}

it('small pictures share a frame, a large one ends it, and nothing is drawn twice', () => {
  const { drawing, frame, waits } = someFrames();
  const small = drawing('small', 1);
  for (const draw of [small, drawing('other', 1), drawing('large', 30), drawing('last', 1)]) drawInTurn(draw);
  drawInTurn(small);
  expect(frame()).toEqual(['small', 'other', 'large']);
  expect(frame()).toEqual(['last']);
  expect(waits()).toBe(false);
});

it('what has left is not drawn, and one that fails does not hold up the others', () => {
  const { drawing, frame } = someFrames();
  const gone = drawing('gone', 1);
  drawInTurn(() => {
    throw new Error('it cannot be drawn');
  });
  drawInTurn(gone);
  drawInTurn(drawing('there', 1));
  leaveTurn(gone);
  expect(frame).toThrow('it cannot be drawn');
  expect(frame()).toEqual(['there']);
});
