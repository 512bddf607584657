/**
 * Where everything lies in the kernel's memory. Sizes are in bytes; all numbers are 64-bit but the input samples.
 * The caller fills the tables and the input, and reads the sums.
 */

/** Real samples of one frame. */
export const FRAME_SAMPLES: i32 = 2048;
/** Samples between the starts of two frames. */
export const HOP_SAMPLES: i32 = 1024;
/** Points of the complex transform that holds one real frame, also the index of the Nyquist bin. */
export const POINTS: i32 = 1024;
/** Frames that one call analyses at most. */
export const MAX_FRAMES: i32 = 32;
/** Numbers that the kernel writes per frame. */
export const SUMS_PER_FRAME: i32 = 10;

/** Bins 0…1024 and one that fills the last pair; in magnitudes and in tables it is 0. */
export const PADDED_BINS: i32 = POINTS + 2;

export const SPECTRUM_BYTES: i32 = PADDED_BINS * 8;

/** The signal as 32-bit floats. */
export const input: usize = memory.data((MAX_FRAMES + 1) * 1024 * 4, 16);
/** SUMS_PER_FRAME numbers per frame. */
export const sums: usize = memory.data(MAX_FRAMES * SUMS_PER_FRAME * 8, 16);

/** Analysis window over 2048, split: POINTS even samples, then POINTS odd ones. */
export const windowTable: usize = memory.data(FRAME_SAMPLES * 8, 16);
/** For p in 0…255: cos and sin of −2πp/1024 as two arrays, then those of twice and of three times the angle. */
export const firstTwiddles: usize = memory.data(6 * 256 * 8, 16);
/** For each p of the stages 256, 64, 16: six numbers, cos and sin of −2πp/n, of twice and of three times the angle. */
export const stageTwiddles: usize = memory.data(6 * (64 + 16 + 4) * 8, 16);
/** cos, then sin, of −2πk/2048 for k in 0…513. */
export const splitTwiddles: usize = memory.data(2 * 514 * 8, 16);
/** Centred ln of the frequency per bin: x_k − x̄. */
export const centredLogFrequency: usize = memory.data(SPECTRUM_BYTES, 16);
/** 1 for bins at 2 kHz and above, else 0. */
export const highBand: usize = memory.data(SPECTRUM_BYTES, 16);

export const realA: usize = memory.data(SPECTRUM_BYTES, 16);
export const imaginaryA: usize = memory.data(SPECTRUM_BYTES, 16);
export const realB: usize = memory.data(SPECTRUM_BYTES, 16);
export const imaginaryB: usize = memory.data(SPECTRUM_BYTES, 16);
/** Magnitudes of the frames with even and with odd numbers, so that the previous frame stays. */
export const evenMagnitudes: usize = memory.data(SPECTRUM_BYTES, 16);
export const oddMagnitudes: usize = memory.data(SPECTRUM_BYTES, 16);
/** Logarithms of the current frame's magnitudes. */
export const logs: usize = memory.data(SPECTRUM_BYTES, 16);
/** Candidates of a selection. */
export const candidates: usize = memory.data(SPECTRUM_BYTES, 16);
