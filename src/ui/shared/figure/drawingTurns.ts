/** So long pictures are drawn in a frame; one that takes longer has the frame to itself. */
const DRAWN_FOR_MS = 8;

type Drawing = () => void;

/** What waits to be drawn, in the order in which it came. */
const waiting = new Set<Drawing>();
let request: number | null = null;

/**
 * Draws in the next frame, or in one soon after: the pictures of a run of 100,000 trials, all drawn in one frame, would hold up the
 * page for a third of a second. One that waits already keeps its turn.
 */
export function drawInTurn(draw: Drawing): void {
  waiting.add(draw);
  request ??= requestAnimationFrame(drawSome);
}

/** Lets go of what is not to be drawn any more. Whether it was still to be drawn. */
export function leaveTurn(draw: Drawing): boolean {
  return waiting.delete(draw);
}

function drawSome(): void {
  request = null;
  const beganMs = performance.now();
  try {
    for (const draw of waiting) {
      waiting.delete(draw);
      draw();
      if (performance.now() - beganMs >= DRAWN_FOR_MS) break;
    }
  } finally {
    // Also where one could not be drawn.
    if (waiting.size > 0) request ??= requestAnimationFrame(drawSome);
  }
}
