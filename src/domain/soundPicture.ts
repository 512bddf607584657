/** A small spectrogram: time from left to right, the plugin's 64 bins [P2] from low to high. */
export interface SoundPicture {
  readonly columns: number;
  /** columns × 64, one column after the other, each from the lowest bin up: 0 silent … 255 the loudest place. */
  readonly levels: Uint8Array<ArrayBuffer>;
}
