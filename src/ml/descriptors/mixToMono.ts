/**
 * The plain mean over all channels, summed in 64-bit and rounded to 32-bit float [D1]. A single channel is returned as
 * it is unless `out` is given; `out` must hold the channels' length. Throws a RangeError without channels or when their
 * lengths differ.
 */
export function mixToMono(channels: readonly Float32Array[], out?: Float32Array): Float32Array {
  const first = channels[0];
  if (first === undefined) throw new RangeError('a mix needs at least one channel');
  const length = first.length;
  if (channels.some((channel) => channel.length !== length)) throw new RangeError('the channels differ in length');
  if (channels.length === 1 && out === undefined) return first;
  const mono = out ?? new Float32Array(length);
  if (mono.length !== length) throw new RangeError(`the mix holds ${mono.length} samples, the channels ${length}`);
  const second = channels[1];
  if (second === undefined) {
    mono.set(first);
  } else if (channels.length === 2) {
    for (let i = 0; i < length; i++) mono[i] = (first[i]! + second[i]!) / 2;
  } else {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i]!;
      mono[i] = sum / channels.length;
    }
  }
  return mono;
}
