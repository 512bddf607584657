/** The loudest stretch of so many samples, from one of its eighths on; all of a sound that is no longer. */
export function loudestPart(
  channels: readonly Float32Array<ArrayBuffer>[],
  samples: number,
): readonly Float32Array<ArrayBuffer>[] {
  const length = channels[0]?.length ?? 0;
  if (length <= samples) return channels;
  const step = Math.max(1, samples >> 3);
  const energies = Array.from({ length: Math.floor(length / step) }, (_, i) =>
    channels.reduce((sum, channel) => {
      let part = 0;
      for (let n = i * step; n < (i + 1) * step; n++) part += channel[n]! * channel[n]!;
      return sum + part;
    }, 0),
  );
  const sums = energies.slice(0, -7).map((_, i) => energies.slice(i, i + 8).reduce((sum, energy) => sum + energy, 0));
  const from = sums.indexOf(Math.max(...sums)) * step;
  return channels.map((channel) => channel.slice(from, from + samples));
}
