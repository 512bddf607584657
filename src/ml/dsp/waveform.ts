import type { Waveform } from '../../domain/waveform.ts';

/**
 * The outline of a sound.
 *
 * @param channels one or more of equal length; samples that are no numbers count as 0
 * @param columns 1 or more
 */
export function waveformOf(channels: readonly Float32Array[], columns: number): Waveform {
  const samples = channels[0]?.length ?? 0;
  const low = new Float32Array(columns);
  const high = new Float32Array(columns);
  for (let column = 0; column < columns; column += 1) {
    const first = Math.floor((column * samples) / columns);
    const end = Math.min(samples, Math.max(first + 1, Math.floor(((column + 1) * samples) / columns)));
    let least = Infinity;
    let greatest = -Infinity;
    for (const channel of channels) {
      for (let i = first; i < end; i += 1) {
        const sample = channel[i]!;
        if (sample < least) least = sample;
        if (sample > greatest) greatest = sample;
      }
    }
    low[column] = Number.isFinite(least) ? least : 0;
    high[column] = Number.isFinite(greatest) ? greatest : 0;
  }
  return { columns, low, high };
}
