const WAVEFORM_POINTS = 600;

/** Greatest |sample| over all channels of each of 600 stretches; of fewer where there are fewer samples. */
export function peaksOf(channels: readonly Float32Array[]): Float32Array {
  const length = channels[0]?.length ?? 0;
  const peaks = new Float32Array(Math.min(WAVEFORM_POINTS, length));
  for (const channel of channels) {
    for (let n = 0; n < length; n++) {
      const point = Math.floor((n * peaks.length) / length);
      peaks[point] = Math.max(peaks[point] ?? 0, Math.abs(channel[n] ?? 0));
    }
  }
  return peaks;
}
