/** The codecs whose length a header gives only to within a few blocks. */
const LOSSY_TOLERANCE_FRAMES = 4608;

/**
 * The visible warning for a file that ends before its header promised; null where nothing is missing.
 * Lossy codecs may differ by a few blocks of padding.
 */
export function truncationNote(
  decodedFrames: number,
  declaredFrames: number | null,
  sampleRateHz: number,
  lossless: boolean,
): string | null {
  if (declaredFrames === null) return null;
  const missing = declaredFrames - decodedFrames;
  if (missing <= (lossless ? 0 : LOSSY_TOLERANCE_FRAMES)) return null;
  return `Cut short or damaged: ${seconds(decodedFrames, sampleRateHz)} of the declared ${seconds(declaredFrames, sampleRateHz)} could be read.`;
}

function seconds(frames: number, sampleRateHz: number): string {
  return `${(frames / sampleRateHz).toLocaleString('en', { maximumFractionDigits: 3 })} s`;
}
