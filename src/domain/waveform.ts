/** How loud a sound is along its length: the least and the greatest sample of each column, over all channels. */
export interface Waveform {
  readonly columns: number;
  readonly low: Float32Array<ArrayBuffer>;
  readonly high: Float32Array<ArrayBuffer>;
}
